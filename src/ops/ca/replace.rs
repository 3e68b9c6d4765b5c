//! The next certificate of a CA, in the place of the present one: the same key and subject.

use time::OffsetDateTime;

use super::{Ca, CaFault, chain_file};
use crate::ca::layout::{CERTIFICATE, CROSS_CERTIFICATES, FORMER_CERTIFICATES};
use crate::ca::ledger::{Event as Entry, File, Issued};
use crate::host::files::{self, Access, Overwrite};
use crate::host::stdio::PathOrStdio;
use crate::ops::{Batch, Error};
use devcert::encoding::read;
use devcert::model::profile::Profile;
use devcert::pki::chain;

/// The files that are written.
pub(super) fn places(ca: &Ca) -> Vec<PathOrStdio> {
    [CERTIFICATE, FORMER_CERTIFICATES, CROSS_CERTIFICATES].map(|part| PathOrStdio::File(ca.path(part))).into()
}

/// The CA as it is now that its directory is locked.
pub(super) fn current(ca: &Ca, now: OffsetDateTime) -> Result<Ca, Error> {
    let path = ca.path(CERTIFICATE);
    let found = read::certificates(&files::read_regular(&path, files::DEFAULT_LIMIT)?)
        .map_err(|error| ca.fails(CaFault::Certificate { place: PathOrStdio::File(path), error }))?;
    Ok(ca.with_chain(chain::from_first(&found, now)))
}

/// Adds the files of `next` to `batch`, in the place of those of `current`. A root is kept among the former
/// certificates; that of an intermediate CA is recorded by `parent`.
pub(super) fn write(
    current: &Ca,
    next: &Ca,
    parent: Option<&Ca>,
    batch: &mut Batch,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut write = |part: &'static str, contents: &[u8]| {
        batch.add(&PathOrStdio::File(next.path(part)), contents, Access::Public, Overwrite::Replace);
    };
    write(CERTIFICATE, &chain_file(next.chain()));
    if let Some(parent) = parent.filter(|parent| !parent.cross().is_empty()) {
        write(CROSS_CERTIFICATES, &chain_file(parent.cross()));
    }
    let certificate = next.certificate();
    if certificate.der() == current.certificate().der() {
        return Ok(());
    }
    if let Some(parent) = parent {
        let files = vec![File::of_certificate(&next.path(CERTIFICATE), certificate)];
        let issued = Issued::of(certificate, Profile::Intermediate, now, files);
        batch.record(parent, vec![Entry::Issued(issued)]);
    } else {
        // Stores trust roots, and those that trust a former one are to be found.
        let former = files::read_if_exists(&current.path(FORMER_CERTIFICATES), files::DEFAULT_LIMIT)?;
        let own = chain_file([current.certificate()]);
        write(FORMER_CERTIFICATES, &[own, former.unwrap_or_default().to_vec()].concat());
    }
    Ok(())
}
