//! What to type next.

mod command;
mod remake;
mod rewrite;

use std::path::Path;

use super::around::{OwnCa, Server};
use super::scene::Scene;
use crate::report::next_step;
use crate::report::place::place;
use crate::report::sanitize::sanitize;
use crate::report::shell::{quoted, restricted};
use command::{again_with, ca_option, path, permitted};
use devcert::encoding::certificate::Certificate;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::pki::path::Purpose;
use devcert::pki::verify::{FileRole, Remake, Remedy};

pub use command::{Advice, Fix, FixKind};

impl Advice {
    /// What carries out `remedy` on these files; `None` where nothing is known to.
    pub(in crate::report) fn new(remedy: &Remedy, scene: &Scene<'_>) -> Option<Self> {
        let fix = match remedy {
            Remedy::Remake(remake) => return Some(remade(remake, scene)),
            Remedy::RenewIssuer { name, url } => {
                return Some(Self::Note(renewed_issuer(name, url.as_deref())));
            }
            Remedy::PermitNames(names) => return permit(names, scene),
            Remedy::OtherFile { role, otherwise } => match other_file(*role, scene) {
                Some(fix) => fix,
                None => return Some(remade(otherwise.as_ref()?, scene)),
            },
            Remedy::OtherPurpose { otherwise, .. } if scene.around.server.is_some() => {
                return Some(remade(otherwise, scene));
            }
            Remedy::OtherPurpose { purpose, .. } => other_purpose(*purpose, scene),
            Remedy::RestrictMode => {
                Fix::plain(FixKind::Restrict, restricted(path(scene.paths, FileRole::Key)?))
            }
            Remedy::SwapFiles => {
                let [key, certificate] =
                    [path(scene.paths, FileRole::Certificate)?, path(scene.paths, FileRole::Key)?];
                again_with(FixKind::Swap, scene, key, certificate)
            }
            // What replaces it makes the stores trust its successor.
            Remedy::NameCa(_) if scene.around.is_replaced => return None,
            Remedy::NameCa(name) | Remedy::ServeChain(name) => return Some(known_issuer(name, scene)),
            Remedy::AddIssuer { name, url } => return Some(added_issuer(name, url, scene)),
            Remedy::Staple => return Some(Self::Note(STAPLE.to_owned())),
            Remedy::StapleAnew => return Some(Self::Note(STAPLE_ANEW.to_owned())),
            Remedy::ClientCertificate(authorities) => return Some(client_certificate(authorities, scene)),
            Remedy::ForeignConversion(role, kind) => {
                let step = next_step::conversion(kind, &quoted(path(scene.paths, *role)?))?;
                return Some(Self::Note(format!("convert the file first: {step}")));
            }
            Remedy::Conversion(role, form) => rewrite::fix(*role, form, path(scene.paths, *role)?, scene),
        };
        Some(Self::Fix(fix))
    }

    /// The command, and what to do without one; one of them at most.
    pub(super) fn parts(self) -> (Option<Fix>, Option<String>) {
        match self {
            Self::Fix(fix) => (Some(fix), None),
            Self::Note(note) => (None, Some(sanitize(&note).into_owned())),
        }
    }
}

/// What to do about a certificate that is the one of a CA.
const OF_A_CA: &str = "this certificate is a CA's and not a server's: have the CA issue another one for the server, in files of its own";

/// What makes the certificate again.
fn remade(remake: &Remake, scene: &Scene<'_>) -> Advice {
    reload(remake, scene)
        .or_else(|| remake::fix(remake, scene).map(Advice::Fix))
        .unwrap_or_else(|| Advice::Note(OF_A_CA.to_owned()))
}

const STAPLE: &str = "enable OCSP stapling in the server's configuration";

const STAPLE_ANEW: &str =
    "have the server staple a new response: restart it to fetch one, or replace the file that it staples";

/// What to do with a server that has not read the certificate that was renewed.
fn reload(remake: &Remake, scene: &Scene<'_>) -> Option<Advice> {
    let newer = scene.around.newer.as_ref().filter(|_| scene.around.server.is_some())?;
    remake.renewal?;
    Some(Advice::Note(format!("restart or reload the server: {newer} has a certificate that expires later")))
}

fn renewed_issuer(name: &Name, url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(", which it publishes at {url}"));
    format!("replace the certificate of {name} by its current one{place}")
}

/// What lets the CA issue for those of `names` that it may not.
fn permit(names: &[San], scene: &Scene<'_>) -> Option<Advice> {
    let own = scene.around.own.as_ref()?;
    let forbidden = own.forbidden(names);
    let command = permitted(&own.option, &forbidden)?;
    Some(Fix::plain(FixKind::Permit, command).into())
}

/// The command that was typed, with the file that fits the other one.
fn other_file(role: FileRole, scene: &Scene<'_>) -> Option<Fix> {
    let Scene { paths, around } = scene;
    let (key, certificate) = (path(paths, FileRole::Key), path(paths, FileRole::Certificate));
    // On Windows, a path may be typed with another separator.
    let is_other = |found: &&str, typed: Option<&str>| typed.map(Path::new) != Some(Path::new(*found));
    let other_key = around.key.as_deref().filter(|found| is_other(found, key));
    let other_certificate = around.certificate.as_deref().filter(|found| is_other(found, certificate));
    let with_key = || Some(again_with(FixKind::UseFile, scene, other_key?, certificate?));
    let with_certificate = || Some(again_with(FixKind::UseFile, scene, key?, other_certificate?));
    match role {
        FileRole::Key => with_key().or_else(with_certificate),
        FileRole::Certificate => with_certificate(),
        FileRole::Ca | FileRole::Crl(_) => None,
    }
}

fn other_purpose(purpose: Purpose, scene: &Scene<'_>) -> Fix {
    let Scene { paths, around } = scene;
    let (purpose, hosts) = match purpose {
        Purpose::Client => (" --purpose client", ""),
        Purpose::Server => ("", around.options.hosts.as_str()),
    };
    let (files, ca) = (place(paths.key, paths.certificate), ca_option(paths, around));
    let command = format!("devcert verify{purpose}{files}{hosts}{ca}{}", around.options.others);
    Fix::plain(FixKind::Purpose, command)
}

/// What makes the other side trust the CA of this name.
fn known_issuer(name: &Name, scene: &Scene<'_>) -> Advice {
    let Scene { around, .. } = scene;
    if let Some(issuer) = around.issuer.as_ref().filter(|issuer| !issuer.is_root) {
        return sent_issuer(name, &issuer.path, scene);
    }
    match (trust(scene), ca_file(scene)) {
        (Some(fix), _) if around.options.by_stores => fix.into(),
        (_, Some(file)) => use_ca(&file, scene).into(),
        _ => Advice::Note(format!("specify the certificate of {name} with --ca, if you trust it")),
    }
}

/// What makes the stores trust the root; `None` where its certificate is not at hand.
pub(in crate::report) fn trust(scene: &Scene<'_>) -> Option<Fix> {
    let around = scene.around;
    if around.is_replaced {
        return None;
    }
    let install = |what: &str| Fix::plain(FixKind::Trust, format!("devcert trust install{what}"));
    if let Some(own) = &around.own {
        return Some(install(&own.option));
    }
    if let Some(file) = ca_file(scene) {
        return Some(install(&format!(" --cert {}", quoted(&file))).noted("if you trust it"));
    }
    let Server { target, connection, .. } = around.server.as_ref().filter(|_| around.ends_in_root)?;
    Some(install(&format!(" --from {}{connection}", quoted(target))).noted("if you trust it"))
}

/// The file with the root's certificate.
fn ca_file(scene: &Scene<'_>) -> Option<String> {
    let Scene { paths, around } = scene;
    match around.ends_in_root {
        true => path(paths, FileRole::Certificate).map(str::to_owned),
        false => around.issuer.as_ref().map(|issuer| issuer.path.clone()),
    }
}

/// The command that was typed, with this CA.
fn use_ca(file: &str, scene: &Scene<'_>) -> Fix {
    let Scene { paths, around } = scene;
    let options = &around.options;
    let files = || place(paths.key, paths.certificate);
    let what = match &around.server {
        Some(Server { command, target, connection }) => format!("{command} {}{connection}", quoted(target)),
        None => format!("verify{}{}{}", options.purpose, files(), options.hosts),
    };
    let command = format!("devcert {what} --ca {}{}", quoted(file), options.others);
    Fix::plain(FixKind::UseCa, command).noted("if you trust it")
}

/// What puts the certificate of an intermediate CA, which is in `issuer`, behind the server's own.
fn sent_issuer(name: &Name, issuer: &str, scene: &Scene<'_>) -> Advice {
    match path(scene.paths, FileRole::Certificate) {
        Some(certificate) if scene.around.is_unserved && scene.around.server.is_some() => {
            Advice::Note(format!(
                "restart the server and have it send every certificate in {certificate}, which includes {name}"
            ))
        }
        Some(certificate) => add_issuer(certificate, &quoted(issuer), "", name, scene).into(),
        None => Advice::Note(format!(
            "have the server send the certificate of {name}, which is in {issuer}, after its own"
        )),
    }
}

fn added_issuer(name: &Name, url: &str, scene: &Scene<'_>) -> Advice {
    let around = scene.around;
    match (&around.issuer, path(scene.paths, FileRole::Certificate)) {
        (Some(_), _) => known_issuer(name, scene),
        (None, _) if around.own.is_some() => known_issuer(name, scene),
        (None, Some(certificate)) => {
            let issuer = quoted(&around.free(&format!("{certificate}.issuer")));
            let fetch = format!("curl -fsSo {issuer} {} && ", quoted(url));
            add_issuer(certificate, &issuer, &fetch, name, scene).into()
        }
        (None, None) => Advice::Note(format!(
            "have the server send the certificate of {name}, which is at {url}, after its own"
        )),
    }
}

fn add_issuer(certificate: &str, issuer: &str, fetch: &str, name: &Name, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(certificate);
    let [out, moved] = [certificate, &moved].map(quoted);
    let command = format!("{fetch}{aside} && devcert convert {moved} {issuer} --to fullchain --out {out}");
    let note = format!("adds the certificate of {}", sanitize(&name.to_string()));
    Fix::plain(FixKind::AddIssuer, command).noted(note)
}

/// What gets a client certificate that the server accepts: one of the own CA, where the server names that
/// one or none.
fn client_certificate(authorities: &[Name], scene: &Scene<'_>) -> Advice {
    let around = scene.around;
    let accepts = |own: &&OwnCa| {
        let mut subjects = own.chain.iter().map(Certificate::subject);
        authorities.is_empty() || subjects.any(|subject| authorities.contains(subject))
    };
    let (Some(own), Some(server)) = (around.own.as_ref().filter(accepts), &around.server) else {
        return Advice::Note("specify a client certificate with --cert FILE".to_owned());
    };
    let Server { command, target, connection } = server;
    let folder = around.free_folder("client");
    let issue = format!("devcert issue client --profile client{} --dir {folder}", own.option);
    let again = format!("devcert {command} {}{connection} --cert {folder}/file.crt", quoted(target));
    Fix::plain(FixKind::ClientCertificate, format!("{issue} && {again}{}", ca_option(scene.paths, around)))
        .into()
}

#[cfg(test)]
mod tests;
