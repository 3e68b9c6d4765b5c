//! What goes into a trust store.

use super::args::Args;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::OwnCa;
use crate::ops::convert::Job;
use devcert::encoding::certificate::Certificate;
use devcert::pki::bundle::Bundle;
use devcert::pki::path::root_of;

/// Adds the root of the CA that has issued what is in the bundle, where it is not in the input: `issue` writes
/// a server's chain without its root.
pub(super) fn add_own_ca(
    bundle: &mut Bundle,
    jobs: &[Job],
    args: &Args,
    cx: &mut Context,
) -> Result<(), CommandError> {
    if !jobs.iter().any(|job| job.form.has_trusted()) {
        return Ok(());
    }
    let known: Vec<Certificate> = match args.ca.is_named() {
        true => authority::open(&args.ca, cx)?.chain().to_vec(),
        false => OwnCa::find().map(|ca| ca.certificates().to_vec()).unwrap_or_default(),
    };
    let root = match args.ca.is_named() {
        true => known.last().cloned(),
        false => root_of(&bundle.certificates, &known, cx.now),
    };
    if let Some(root) = root.filter(|root| bundle.certificates.iter().all(|one| one.der() != root.der())) {
        bundle.trusted.push(root);
    }
    Ok(())
}
