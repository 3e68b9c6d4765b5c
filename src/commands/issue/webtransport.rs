//! What a page demands of a certificate that it names by its hash (WebTransport, 3.3: custom
//! certificate requirements): a P-256 key, and two weeks at the most.

use super::Args;
use crate::commands::authority::day;
use crate::commands::error::CommandError;
use crate::commands::session::Session;
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::profile::Profile;
use crate::model::span::Span;
use crate::model::validity::Validity;

/// The only kind of key.
pub(super) const ALGORITHM: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

/// The longest validity, with the first and the last second counted.
const LONGEST: Span = Span::days(14);

/// The dates that the options set; fails where they, or the kind of key, do not fit the profile.
pub(super) fn validity(args: &Args, session: &Session) -> Result<Validity, CommandError> {
    let asked = args.leaf.validity.validity(session.now)?;
    if args.profile != Profile::WebTransport {
        return Ok(asked);
    }
    if let Some(other) = args.pair.algorithm.asked().filter(|asked| *asked != ALGORITHM) {
        let message = format!("--profile webtransport requires a {ALGORITHM} key, but {other} is requested");
        return Err(CommandError::new(message).hint(
            "omit --algorithm and --bits (browsers accept the hash of a certificate on a P-256 key only)",
        ));
    }
    if args.leaf.validity.sets_expiry() && asked.length() > LONGEST.duration() {
        let message = format!("--profile webtransport: browsers accept {LONGEST} of validity at most");
        return Err(CommandError::new(message).hint("write --days 14 or less"));
    }
    Ok(asked)
}

/// The dates, cut to what browsers accept.
pub(super) fn limited(args: &Args, validity: Validity, session: &Session) -> Result<Validity, CommandError> {
    if args.profile != Profile::WebTransport || validity.length() <= LONGEST.duration() {
        return Ok(validity);
    }
    let end = validity.not_before() + LONGEST.duration() - time::Duration::SECOND;
    session.ui.note(format_args!(
        "expires {}: browsers accept a certificate by its hash for {LONGEST} at most",
        day(end)
    ));
    Ok(Validity::between(validity.not_before(), end)?)
}
