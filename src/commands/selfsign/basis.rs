//! The request that a certificate is made from, if there is one.

use super::Plan;
use crate::commands::csr;
use crate::commands::error::CommandError;
use crate::commands::keys::KeyAtHand;
use crate::commands::session::Session;
use crate::encoding::read;
use crate::host::stdio::Place;
use crate::model::name::Name;
use crate::model::san::San;
use crate::pki::{self, Accepted};
use crate::report::outcome::{Action, Role};

/// What is known of the subject beyond the command line.
#[derive(Debug, Default)]
pub(super) struct Basis {
    pub(super) subject: Option<Name>,
    pub(super) names: Vec<San>,
}

impl From<Accepted> for Basis {
    fn from(accepted: Accepted) -> Self {
        let subject = Some(accepted.subject).filter(|subject| !subject.is_empty());
        Self { subject, names: accepted.names }
    }
}

impl Basis {
    /// What the request gives: the one that was named, which must fit, or the one in the folder,
    /// when it fits.
    pub(super) fn find(
        plan: &Plan<'_>,
        at_hand: &KeyAtHand,
        session: &mut Session,
    ) -> Result<Self, CommandError> {
        match &plan.args.csr {
            Some(named) => Self::named(&Place::new(named), at_hand, session),
            None => Self::in_folder(&plan.args.folder.place(None, csr::REQUEST), at_hand, session),
        }
    }

    fn named(place: &Place, at_hand: &KeyAtHand, session: &mut Session) -> Result<Self, CommandError> {
        let bytes = session.read(place, Role::Request)?;
        let request = read::request(&bytes).map_err(|error| CommandError::contents(place, &error))?;
        if request.public_key != *at_hand.key.public() {
            let message = format!("{place} is a request of another key than {}", at_hand.place);
            return Err(CommandError::new(message).hint(
                "--key names the key that the request was made with; devcert csr --force makes a new request",
            ));
        }
        let accepted = pki::accept(&request)
            .map_err(|error| CommandError::new(format_args!("{place} is refused: {error}")))?;
        tell(place, &accepted, session);
        Ok(accepted.into())
    }

    /// A request that does not fit is left aside: nobody has asked for it.
    fn in_folder(place: &Place, at_hand: &KeyAtHand, session: &mut Session) -> Result<Self, CommandError> {
        if at_hand.action == Action::Made {
            return Ok(Self::default());
        }
        let Some(bytes) = session.read_if_exists(place, Role::Request)? else { return Ok(Self::default()) };
        let fitting = read::request(&bytes)
            .map_err(|error| CommandError::contents(place, &error).message)
            .and_then(|request| match request.public_key == *at_hand.key.public() {
                true => pki::accept(&request).map_err(|error| format!("{place} is refused: {error}")),
                false => Err(format!("{place} is a request of another key than {}", at_hand.place)),
            });
        match fitting {
            Ok(accepted) => {
                tell(place, &accepted, session);
                Ok(accepted.into())
            }
            Err(reason) => {
                session.warn(format!("{reason}; it is left aside"));
                Ok(Self::default())
            }
        }
    }
}

fn tell(place: &Place, accepted: &Accepted, session: &Session) {
    let names = match accepted.names.is_empty() {
        true => "no names, so the default ones are added".to_owned(),
        false => format!("the names {}", csr::list(&accepted.names)),
    };
    let subject = match accepted.subject.is_empty() {
        true => "no subject".to_owned(),
        false => format!("the subject {}", accepted.subject),
    };
    session.ui.note(format_args!("from {place}: {subject}, and {names}"));
}
