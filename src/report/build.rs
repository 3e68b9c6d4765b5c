//! What this program was built from, for `--version --json`.

use serde::Serialize;

use super::outcome::Envelope;

/// The feature of a statically linked program. Cargo does not know of it where it is the default, as with musl: it asks rustc
/// about all types of crates at once, and procedural macros are never linked statically.
const STATIC: &str = "crt-static";

/// The members of the JSON.
#[derive(Debug, Serialize)]
pub struct Build {
    program_version: &'static str,
    /// The Git commit; `None` unless the build recorded it.
    commit: Option<&'static str>,
    /// The target triple.
    target: &'static str,
    /// The target features that the compiler could use, as rustc calls them.
    features: Vec<&'static str>,
}

/// The JSON of `devcert --version --json`.
#[must_use]
pub fn this_build() -> Envelope<Build> {
    let of_target = env!("DEVCERT_TARGET_FEATURES").split(',').filter(|name| !["", STATIC].contains(name));
    let mut features: Vec<_> =
        of_target.chain(cfg!(target_feature = "crt-static").then_some(STATIC)).collect();
    features.sort_unstable();
    let build = Build {
        program_version: env!("CARGO_PKG_VERSION"),
        commit: option_env!("DEVCERT_BUILD_COMMIT"),
        target: env!("DEVCERT_TARGET"),
        features,
    };
    Envelope::new("version", build)
}
