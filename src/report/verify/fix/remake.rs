//! Commands that make a certificate again. None of them replaces a private key, or a certificate that
//! another CA has signed: such a file is moved aside, or the new one gets a name of its own.

use std::path::Path;

use super::command::{Fix, FixKind, path, permitted};
use crate::report::place::{place, sans, with_extension, words};
use crate::report::sanitize::sanitize;
use crate::report::shell::{quoted, repeated};
use crate::report::verify::around::{Around, OwnCa};
use crate::report::verify::scene::Scene;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::usage::ExtendedKeyUsage;
use devcert::pki::verify::{FileRole, Remake};

/// The option without which a key file has to exist.
const NEW_KEY: &str = " --new-key";

/// The command that makes the certificate again, by the one who has to sign it. The certificate of a CA is kept, and the
/// CA issues another one; `None` where it is not devcert's.
pub(super) fn fix(remake: &Remake, scene: &Scene<'_>) -> Option<Fix> {
    let work = Work { remake, around: scene.around, files: Files::of(scene) };
    Some(match (&remake.issuer, &scene.around.own) {
        (_, Some(own)) if remake.is_ca => work.issued_by(own),
        _ if remake.is_ca => return None,
        (None, _) => work.self_signed(),
        (Some(_), Some(own)) => work.issued(own),
        (Some(issuer), None) => work.requested(issuer),
    })
}

/// The files of the certificate and its key, where they are known.
struct Files<'a> {
    certificate: Option<&'a str>,
    key: Option<&'a str>,
    /// Whether the certificate is on the key.
    fits: bool,
}

impl<'a> Files<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let certificate = path(scene.paths, FileRole::Certificate);
        let own = scene.around.key.as_deref();
        let key = own.or_else(|| path(scene.paths, FileRole::Key));
        Self {
            certificate: certificate.filter(|one| key.map(Path::new) != Some(Path::new(*one))),
            key,
            fits: own.is_some(),
        }
    }

    /// Whether both are in one folder, where `renew` looks for the key.
    fn are_together(&self) -> bool {
        let folder = |path: &str| {
            path.rsplit_once(std::path::is_separator).map_or(String::new(), |(folder, _)| folder.to_owned())
        };
        self.fits && self.certificate.map(folder) == self.key.map(folder)
    }
}

struct Work<'a> {
    remake: &'a Remake,
    around: &'a Around,
    files: Files<'a>,
}

impl Work<'_> {
    fn self_signed(&self) -> Fix {
        if let Some(fix) = self.renewed("").filter(|_| self.files.are_together()) {
            let command = fix.command + &self.trusted();
            return Fix { command, ..fix };
        }
        let defaults = San::defaults();
        let added = self.remake.names.iter().filter(|name| !defaults.contains(name));
        let what = format!("devcert selfsign{}{}{}", sans(added), self.usages(), self.days());
        let Some(certificate) = self.files.certificate else {
            return self.elsewhere(FixKind::SelfSign, &what);
        };
        // Without its key, the old certificate may be of use to someone.
        let (before, force) = match (self.files.fits, self.files.key.filter(|_| self.moves_key())) {
            (true, Some(key)) => (self.around.aside(key).0 + " && ", " --force"),
            (true, None) => (String::new(), " --force"),
            (false, _) => (self.around.aside(certificate).0 + " && ", ""),
        };
        let files = self.place(certificate);
        let trust = self.trusted();
        Fix::plain(FixKind::SelfSign, format!("{before}{what}{files}{force}{trust}"))
    }

    /// What makes the stores trust a self-signed certificate once it is replaced.
    fn trusted(&self) -> String {
        match self.files.certificate.filter(|_| self.around.is_replaced) {
            Some(certificate) => format!(" && devcert trust install --cert {}", quoted(certificate)),
            None => String::new(),
        }
    }

    fn issued(&self, own: &OwnCa) -> Fix {
        if let Some(fix) = self.renewed(&own.option) {
            return fix;
        }
        let permit = permitted(&own.option, &own.forbidden(&self.remake.names));
        let permit = permit.map_or_else(String::new, |command| command + " && ");
        let what = format!("{permit}{}", self.issue(own));
        let Some(certificate) = self.files.certificate else { return self.elsewhere(FixKind::Issue, &what) };
        let before = match self.files.key.filter(|_| self.moves_key()) {
            Some(key) => self.around.aside(key).0 + " && ",
            None => String::new(),
        };
        let files = self.place(certificate);
        // The stores need the CA's new certificate for the new names.
        let is_server = self.around.server.is_some();
        let trust = match is_server && !own.forbidden(&self.remake.names).is_empty() {
            true => format!(" && devcert trust install{}", own.option),
            false => String::new(),
        };
        Fix::plain(FixKind::Issue, format!("{before}{what}{files} --force{trust}"))
    }

    /// A certificate for a server, in a directory of its own.
    fn issued_by(&self, own: &OwnCa) -> Fix {
        let folder = self.around.free_folder("server");
        Fix::plain(FixKind::Issue, format!("devcert issue{} --dir {folder}", own.option))
            .noted("issues a certificate for a server; this one is the CA's")
    }

    fn issue(&self, own: &OwnCa) -> String {
        let Remake { names, profile, common_name, .. } = self.remake;
        let identity = match (names.is_empty(), common_name) {
            (true, Some(name)) if !profile.is_server() => format!(" {}", quoted(name)),
            _ => words(names),
        };
        let profile = match profile {
            Profile::Server => String::new(),
            other => format!(" --profile {}", other.name()),
        };
        format!("devcert issue{identity}{profile}{}{}", self.days(), own.option)
    }

    fn requested(&self, issuer: &Name) -> Fix {
        let names = &self.remake.names;
        let only = if names.is_empty() || San::defaults().iter().all(|name| names.contains(name)) {
            ""
        } else {
            " --no-default-names"
        };
        let base = self.files.certificate.map_or_else(|| self.title(), str::to_owned);
        let key = match self.files.key.filter(|_| !self.remake.new_key) {
            Some(key) => format!(" --key {}", quoted(key)),
            None => format!("{NEW_KEY} --key {}", quoted(&self.around.free(&with_extension(&base, ".key")))),
        };
        let request = quoted(&self.around.free(&with_extension(&base, ".csr")));
        let command = format!("devcert csr{only}{}{}{key} --out {request}", sans(names), self.usages());
        let note = format!("then have {} sign {request}", sanitize(&issuer.to_string()));
        Fix::plain(FixKind::Request, command).noted(note)
    }

    /// What renews the certificate, where nothing is wrong but its end.
    fn renewed(&self, ca: &str) -> Option<Fix> {
        let renewal = self.remake.renewal.filter(|_| !self.remake.new_key)?;
        let certificate = self.files.certificate?;
        let within = renewal.within.map_or_else(String::new, |within| format!(" --within {within}"));
        let command = format!("devcert renew{ca}{within} {}", quoted(certificate));
        Some(Fix::plain(FixKind::Renew, command))
    }

    /// The command with new files, where those that are in use are not known.
    fn elsewhere(&self, kind: FixKind, what: &str) -> Fix {
        let base = self.title();
        let [key, certificate] =
            [".key", ".crt"].map(|extension| quoted(&self.around.free(&format!("{base}{extension}"))));
        let (new, key) = self.files.key.map_or((NEW_KEY, key), |key| ("", quoted(key)));
        let command = format!("{what}{new} --key {key} --cert {certificate}");
        Fix::plain(kind, command).noted(format!("then have the server use {key} and {certificate}"))
    }

    /// The options that lead to a new certificate at `certificate`, and to its key: the one that exists, or
    /// a new one.
    fn place(&self, certificate: &str) -> String {
        let new = || self.around.free(&with_extension(certificate, ".key"));
        let key = self.files.key.map_or_else(new, str::to_owned);
        let is_new = self.files.key.is_none() || (self.remake.new_key && self.moves_key());
        format!("{}{}", if is_new { NEW_KEY } else { "" }, place(&key, certificate))
    }

    /// Whether the old key is moved aside for the new one.
    fn moves_key(&self) -> bool {
        self.remake.new_key && self.files.key.is_some() && (self.files.fits || self.remake.issuer.is_some())
    }

    /// ` --days N`, where the default is not meant.
    fn days(&self) -> String {
        self.remake.days.map_or_else(String::new, |days| format!(" --days {days}"))
    }

    /// A name for new files.
    fn title(&self) -> String {
        let name = self.remake.names.first().map(San::value);
        let name = name.or_else(|| self.remake.common_name.clone()).unwrap_or_else(|| "server".to_owned());
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let name: String =
            name.trim_start_matches("*.").chars().map(|c| if plain(c) { c } else { '-' }).collect();
        name.trim_start_matches(['-', '.']).to_owned()
    }

    /// ` --extended-key-usage USAGE` for each, where they are not a server's.
    fn usages(&self) -> String {
        if self.remake.profile == Profile::Server {
            return String::new();
        }
        let purposes = self.remake.profile.purposes();
        repeated("--extended-key-usage", purposes.iter().map(ExtendedKeyUsage::name))
    }
}
