//! One command for what one command can mend.

use super::check::{Check, Status};
use super::remedy::{Remake, Remedy};

/// Makes one of all the remakes, so that one command mends whatever can be mended by it: what faults
/// ask for goes into every one, what warnings ask for only into theirs.
pub(super) fn unite(checks: &mut [Check]) {
    for least in [Status::Fail, Status::Warn] {
        let remake_of = |check: &Check| match &check.remedy {
            Some(Remedy::Remake(remake)) if check.status >= least => Some(remake.clone()),
            _ => None,
        };
        let Some(united) = checks.iter().filter_map(remake_of).reduce(Remake::and) else { continue };
        for check in checks.iter_mut().filter(|check| check.status == least) {
            if let Some(Remedy::Remake(remake)) = &mut check.remedy {
                remake.clone_from(&united);
            }
        }
    }
}
