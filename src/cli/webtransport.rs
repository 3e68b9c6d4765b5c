//! What browsers demand of a certificate that a page names by its hash (WebTransport, 3.3: custom
//! certificate requirements): a P-256 key, and two weeks at the most.

use std::fmt::Display;

use super::context::Context;
use super::error::CommandError;
use super::options::ValidityArgs;
use crate::report::webtransport::hashes;
use devcert::encoding::certificate::Certificate;
use devcert::model::algorithm::{Curve, KeyAlgorithm};
use devcert::model::profile::Profile;
use devcert::model::span::Span;
use devcert::model::validity::Validity;

/// The only kind of key.
pub(crate) const ALGORITHM: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

/// The longest validity, with the first and the last second counted.
const LONGEST: Span = Span::days(14);

/// Fails where the key would be of another kind.
pub(crate) fn check_key(profile: Profile, other: Option<impl Display>) -> Result<(), CommandError> {
    match other {
        Some(other) if profile == Profile::WebTransport => {
            let message = format!("--profile webtransport requires {ALGORITHM}, found {other}");
            Err(CommandError::new(message)
                .hint("use --algorithm p256 (browsers accept no other key by its hash)"))
        }
        _ => Ok(()),
    }
}

/// The dates that the options set; fails where they do not fit the profile.
pub(crate) fn validity(
    profile: Profile,
    args: &ValidityArgs,
    cx: &Context,
) -> Result<Validity, CommandError> {
    let asked = args.validity(cx.date())?;
    let is_too_long = profile == Profile::WebTransport && asked.length() > LONGEST.duration();
    match is_too_long && args.sets_expiry() {
        true => Err(CommandError::new(format_args!(
            "--profile webtransport: browsers accept certificates that are valid for at most {LONGEST}"
        ))
        .hint("use --days 14 or less")),
        false => Ok(asked),
    }
}

/// The longest that a certificate for this profile may be valid, where there is a limit.
pub(crate) fn longest(profile: Profile) -> Option<Span> {
    (profile == Profile::WebTransport).then_some(LONGEST)
}

/// Prints what a page needs to accept the certificate by its hash.
pub(crate) fn tell(profile: Profile, certificate: &Certificate, cx: &Context) {
    if profile == Profile::WebTransport {
        cx.ui.note(format_args!("for new WebTransport(url, {{…}}): {}", hashes(certificate)));
    }
}
