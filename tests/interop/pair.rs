//! What a folder holds, and whether its key and certificate are whole and belong together.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;

use crate::world::World;

pub(crate) const KEY: &str = "private.pem";
pub(crate) const CERTIFICATE: &str = "file.crt";

/// Every file of a folder, by name; `None` when there is no folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folder(pub(crate) Option<BTreeMap<String, Vec<u8>>>);

impl Folder {
    /// What is in `cert/`.
    pub(crate) fn of(world: &World) -> Self {
        let entries = match std::fs::read_dir(world.path("cert")) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Self(None),
            entries => entries.unwrap(),
        };
        let files = entries.map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        });
        Self(Some(files.collect()))
    }

    pub(crate) fn file(&self, name: &str) -> Option<&Vec<u8>> {
        self.0.as_ref()?.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// Makes the same folder in a world that has none.
    pub(crate) fn copy_to(&self, world: &World) {
        let Some(files) = &self.0 else { return };
        std::fs::create_dir(world.path("cert")).unwrap();
        for (name, contents) in files {
            let path = world.path("cert").join(name);
            std::fs::write(&path, contents).unwrap();
            let mode = if name == CERTIFICATE { 0o644 } else { 0o600 };
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        }
    }
}

/// What is wrong with `cert/` when it should hold exactly `wanted`, in OpenSSL's eyes.
pub(crate) fn problems(world: &World, wanted: &[&str]) -> Vec<String> {
    let folder = Folder::of(world);
    let mut found = leftovers(&folder, wanted);
    found.extend(readable_keys(world, &folder));
    let key = world.openssl("pkey -in cert/private.pem -check -pubout");
    if key.status() != Some(0) {
        found.push(format!("the key is not whole:\n{key}"));
    }
    if wanted.contains(&CERTIFICATE) {
        let certificate = world.openssl("x509 -in cert/file.crt -noout -pubkey");
        if certificate.status() != Some(0) {
            found.push(format!("the certificate is not whole:\n{certificate}"));
        } else if public_key(&key.text()) != public_key(&certificate.text()) {
            found.push("the key and the certificate do not belong together".to_owned());
        }
    }
    found
}

/// Without the line on the check.
fn public_key(text: &str) -> &str {
    text.find("-----BEGIN").map_or("", |start| &text[start..])
}

/// Files that nobody asked for.
pub(crate) fn leftovers(folder: &Folder, wanted: &[&str]) -> Vec<String> {
    let more = folder.names().filter(|name| !wanted.contains(name));
    more.map(|name| format!("{name} is left behind")).collect()
}

/// Private keys, under whatever name, that others than their owner may read.
pub(crate) fn readable_keys(world: &World, folder: &Folder) -> Vec<String> {
    let is_key = |name: &&str| {
        let contents = folder.file(name).map_or(&[][..], Vec::as_slice);
        *name == KEY || contents.windows(11).any(|part| part == b"PRIVATE KEY")
    };
    let mode = |name: &str| world.path("cert").join(name).metadata().unwrap().permissions().mode();
    let loose = folder.names().filter(is_key).filter(|name| mode(name) & 0o077 != 0);
    loose.map(|name| format!("{name} holds a key and others can read it")).collect()
}
