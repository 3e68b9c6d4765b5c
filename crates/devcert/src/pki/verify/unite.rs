//! One command for what one command can mend.

use super::check::{Check, Status};
use super::remedy::{Remake, Remedy};

/// Makes one of all the remakes, so that one command mends whatever can be mended by it: what faults
/// ask for goes into every one, what warnings ask for only into theirs.
pub(super) fn unite(checks: &mut [Check]) {
    unite_purposes(checks);
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

/// Where the certificate is for the other side, what else is wrong with it as one for this side goes into the
/// certificate for both sides.
fn unite_purposes(checks: &mut [Check]) {
    let Some((purpose, both)) = checks.iter().find_map(|check| match &check.remedy {
        Some(Remedy::OtherPurpose { purpose, otherwise }) => Some((*purpose, otherwise.clone())),
        _ => None,
    }) else {
        return;
    };
    let remakes =
        checks.iter().filter(|check| check.status == Status::Fail).filter_map(|check| match &check.remedy {
            Some(Remedy::Remake(remake)) => Some(remake.clone()),
            _ => None,
        });
    let otherwise = Remake { profile: both.profile, ..remakes.fold(both.clone(), Remake::and) };
    for check in checks.iter_mut().filter(|check| check.status == Status::Fail) {
        if let Some(Remedy::Remake(_) | Remedy::OtherPurpose { .. }) = check.remedy {
            check.remedy = Some(Remedy::OtherPurpose { purpose, otherwise: otherwise.clone() });
        }
    }
}
