//! The chain of a certificate for `-chain`.

use std::path::Path;

use super::sources::{self, Found};
use crate::host::files;
use crate::host::roots;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use devcert::encoding::certificate::Certificate;
use devcert::pki::chain;

/// The issuers of `certificate`, from its own up to a trusted root.
///
/// # Errors
/// That there is none, in openssl's words.
pub(super) fn issuers(
    session: &mut Session,
    line: &Line,
    certificate: &Certificate,
    untrusted: Vec<Found>,
) -> Result<Vec<Certificate>, Failure> {
    let trusted = trusted(session, line)?;
    let known = trusted.iter().cloned().chain(untrusted.into_iter().map(|found| found.certificate));
    let all: Vec<_> = std::iter::once(certificate.clone()).chain(known).collect();
    let path = chain::from_first(&all, session.now);
    let failed = |problem: &str| Failure::new(format_args!("Error getting chain: {problem}"));
    let Some(root) = path.last() else { return Err(failed("unable to get local issuer certificate")) };
    if root.subject() != root.issuer() {
        return Err(failed("unable to get local issuer certificate")
            .hint("give the certificates of the CAs with -CAfile and -untrusted"));
    }
    if !trusted.iter().any(|one| one.der() == root.der()) {
        return Err(failed(match path.len() {
            1 => "self-signed certificate",
            _ => "self-signed certificate in certificate chain",
        })
        .hint("give the root with -CAfile"));
    }
    if path.iter().skip(1).any(|one| !one.is_ca()) {
        return Err(failed("invalid CA certificate"));
    }
    for one in &path {
        if session.now < one.not_before() {
            return Err(failed("certificate is not yet valid"));
        }
        if session.now > one.not_after() {
            return Err(failed("certificate has expired"));
        }
    }
    Ok(path.into_iter().skip(1).collect())
}

/// The certificates of `-CAfile` and `-CApath`, and the system's in place of those that are not given.
fn trusted(session: &mut Session, line: &Line) -> Result<Vec<Certificate>, Failure> {
    let mut found = Vec::new();
    if let Some(path) = line.value("CAfile") {
        let failed = |failure: Failure| failure.after(format_args!("Error loading file {path}"));
        session.check_exists(path).map_err(failed)?;
        let bytes = session.read_input(Some(path), "trusted certificates").map_err(failed)?;
        let read =
            sources::certificates(&bytes, path, "trusted certificates", None, false).map_err(failed)?;
        found.extend(read.into_iter().map(|found| found.certificate));
    }
    if let Some(directory) = line.value("CApath") {
        let listed = files::list(Path::new(directory), false);
        let listed = listed
            .map_err(|error| Failure::new(format_args!("Error loading directory {directory}")).line(error))?;
        for path in listed.files {
            let path = path.to_string_lossy();
            let bytes = session.read_input(Some(&path), "trusted certificates")?;
            // Other files may be in the directory.
            let read = sources::certificates(&bytes, &path, "trusted certificates", None, false);
            found.extend(read.into_iter().flatten().map(|found| found.certificate));
        }
    }
    let uses_system =
        ["CAfile", "CApath"].iter().any(|option| !line.has(option) && !line.has(&format!("no-{option}")));
    if uses_system {
        let system = roots::system().unwrap_or_default();
        found.extend(system.iter().filter_map(|der| Certificate::from_der(der).ok()));
    }
    Ok(found)
}
