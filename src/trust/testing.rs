//! A machine of its own for one test: its folders, and programs that write down how they were called.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests make files, and may fail")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use time::OffsetDateTime;

use super::{Anchor, DiscoveredStores, Machine, Platform, Store, StoreKind};
use devcert::encoding::certificate::Certificate;
use devcert::key::{self, PrivateKey};
use devcert::model::algorithm::{Curve, KeyAlgorithm};
use devcert::model::extension::ExtensionValue;
use devcert::model::name::Name;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::{CertificateSpec, Issuer, issue, self_signed};

/// A certificate and its key.
pub(super) struct Made {
    pub(super) certificate: Certificate,
    key: PrivateKey,
}

impl Made {
    pub(super) fn anchor(&self) -> Anchor {
        Anchor::new(self.certificate.clone())
    }
}

/// A root of this name.
pub(super) fn ca(name: &str) -> Made {
    make(name, P256, true, None)
}

/// A certificate that is signed by itself and is no CA.
pub(super) fn leaf(name: &str) -> Made {
    make(name, P256, false, None)
}

/// A CA below another one.
pub(super) fn issued_by(issuer: &Made, name: &str) -> Made {
    make(name, P256, true, Some(issuer))
}

/// A CA whose key is of this kind.
pub(super) fn ca_with(name: &str, algorithm: KeyAlgorithm) -> Made {
    make(name, algorithm, true, None)
}

const P256: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

fn make(name: &str, algorithm: KeyAlgorithm, ca: bool, issuer: Option<&Made>) -> Made {
    let mut rng = rand::rng();
    let key = key::generate(algorithm, &mut rng).unwrap();
    let spec = CertificateSpec {
        subject: Name::from_common_name(name).unwrap(),
        extensions: vec![ExtensionValue::BasicConstraints { ca, path_len: None }.critical()],
        validity: Validity::for_duration(OffsetDateTime::now_utc(), Span::days(9)).unwrap(),
        serial: Serial::random(&mut rng),
    };
    let certificate = match issuer {
        Some(made) => {
            let issuer = Issuer::of(&made.certificate, &made.key).unwrap();
            issue(&spec, key.public(), &issuer).unwrap()
        }
        None => self_signed(&spec, &key).unwrap(),
    };
    Made { certificate, key }
}

/// A folder with a machine in it.
pub(super) struct World {
    folder: TempDir,
    pub(super) machine: Machine,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("devcert-trust-").tempdir().unwrap();
        // Some of these paths are compared with real ones.
        let root = fs::canonicalize(folder.path()).unwrap();
        let machine = Machine {
            platform: Platform::Unix,
            home: Some(root.join("home")),
            data: Some(root.join("home/.local/share")),
            roaming: None,
            cache: Some(root.join("home/.cache")),
            path: vec![root.join("bin")],
            system_path: vec![root.join("bin")],
            root,
            java_home: None,
            java_password: None,
            is_root: false,
            terminal: false,
            timeout: Duration::from_secs(20),
        };
        let world = Self { folder, machine };
        world.folder("bin");
        world.folder("home");
        world
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.machine.root.join(name)
    }

    pub(super) fn folder(&self, name: &str) {
        fs::create_dir_all(self.path(name)).unwrap();
    }

    pub(super) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), contents).unwrap();
    }

    pub(super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Puts a program on the machine's PATH. It writes down how it was called, then does `script`, in
    /// which `$ROOT` is where the machine begins.
    pub(super) fn program(&self, name: &str, script: &str) {
        self.program_at(&format!("bin/{name}"), script);
    }

    pub(super) fn program_at(&self, path: &str, script: &str) {
        let root = self.machine.root.display();
        self.write(
            path,
            format!("#!/bin/sh\nROOT='{root}'\necho \"${{0##*/}} $*\" >>\"$ROOT/calls\"\n{script}\n"),
        );
        fs::set_permissions(self.path(path), PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// How the programs were called, one line each; the machine's own folder is `ROOT`.
    pub(super) fn calls(&self) -> String {
        self.text("calls").replace(&self.machine.root.display().to_string(), "ROOT")
    }

    pub(super) fn find(&self, kind: StoreKind) -> DiscoveredStores {
        super::find(&self.machine, &[kind])
    }

    /// The one store of this family.
    pub(super) fn only(&self, kind: StoreKind) -> Box<dyn Store> {
        let mut stores = self.find(kind).stores;
        assert_eq!(stores.len(), 1, "{stores:?}");
        stores.remove(0)
    }

    /// Where the stores of this family are; the machine's own folder is `ROOT`.
    pub(super) fn places(&self, kind: StoreKind) -> Vec<String> {
        let stores = self.find(kind).stores;
        let root = self.machine.root.display().to_string();
        stores.iter().map(|store| store.place().replace(&root, "ROOT")).collect()
    }

    /// Everything below the machine's root.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let root = self.folder.path();
        let all = crate::host::files::list(root, true).unwrap().files;
        all.iter().map(|path| path.strip_prefix(root).unwrap_or(path).to_owned()).collect()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files().iter().any(|path| path == Path::new(name))
    }
}
