//! The request that a certificate is made from, if there is one.

use super::Plan;
use crate::commands::csr;
use crate::commands::error::{CommandError, typed};
use crate::commands::hint::Hint;
use crate::commands::keys::KeyAtHand;
use crate::commands::line::Edit;
use crate::commands::session::Session;
use crate::encoding::read;
use crate::encoding::request::Request;
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
    /// Names that the request spells in a way that clients do not match, and what they became.
    respelled: Vec<(San, San)>,
    /// Where they come from, when they come from a request.
    place: Option<Place>,
}

impl Basis {
    /// What the request gives that was named, which must fit the key; `None` where none was.
    pub(super) fn named(
        plan: &Plan<'_>,
        key: Option<&KeyAtHand>,
        session: &mut Session,
    ) -> Result<Option<Self>, CommandError> {
        let Some(place) = plan.args.csr.as_deref().map(Place::new) else { return Ok(None) };
        let maker = format!("devcert csr --key {} --out {}", typed(&plan.files.key), typed(&place));
        let bytes = session.read_made_by(&place, Role::Request, &maker)?;
        let request = read::request(&bytes).map_err(|error| CommandError::damage(&place, &error, &maker))?;
        let accepted = fitting(&place, &request, plan, key).map_err(|error| match place {
            Place::Stdio => error,
            Place::File(_) => error
                .hint(Hint::again(vec![Edit::Remove("csr")]).note("without the request"))
                .hint(Hint::command(format!("{maker} --force")).note("makes a new request in its place")),
        })?;
        Ok(Some(Self::of(&place, accepted)))
    }

    fn of(place: &Place, accepted: Accepted) -> Self {
        let subject = Some(accepted.subject).filter(|subject| !subject.is_empty());
        let Accepted { names, respelled, .. } = accepted;
        Self { subject, names, respelled, place: Some(place.clone()) }
    }

    /// The same of the one in the folder, when it fits. Otherwise it is left aside: nobody has asked
    /// for it.
    pub(super) fn in_folder(plan: &Plan<'_>, at_hand: &KeyAtHand, session: &mut Session) -> Self {
        if at_hand.action == Action::Made {
            return Self::default();
        }
        let place = &plan.args.leaf.folder.place(None, csr::REQUEST);
        let accepted = match session.read_if_exists(place, Role::Request) {
            Ok(None) => return Self::default(),
            Ok(Some(bytes)) => read::request(&bytes)
                .map_err(|error| CommandError::contents(place, &error))
                .and_then(|request| fitting(place, &request, plan, Some(at_hand))),
            Err(error) => Err(error),
        };
        match accepted {
            Ok(accepted) => Self::of(place, accepted),
            Err(error) => {
                session.warn(format!("{}; it is left aside", error.message));
                Self::default()
            }
        }
    }

    /// Says what was taken over from a request, if there is one: not its subject where another was
    /// asked for.
    pub(super) fn tell(&self, asked: Option<&Name>, session: &Session) {
        let Some(place) = self.place.as_ref().map(Place::as_input) else { return };
        let names = match self.names.is_empty() {
            true => "no names, so the default ones are added".to_owned(),
            false => format!("the names {}", csr::list(&self.names)),
        };
        let subject = match (asked, &self.subject) {
            (Some(_), _) => String::new(),
            (None, None) => "no subject, and ".to_owned(),
            (None, Some(subject)) => format!("the subject {subject}, and "),
        };
        session.ui.note(format_args!("from {place}: {subject}{names}"));
        for (found, name) in &self.respelled {
            session.ui.note(format_args!("wrote {found} as {name}"));
        }
    }
}

/// What the request brings in, if it is one of this key; a key that is yet to be made has none.
fn fitting(
    place: &Place,
    request: &Request,
    plan: &Plan<'_>,
    key: Option<&KeyAtHand>,
) -> Result<Accepted, CommandError> {
    let place = place.as_input();
    let Some(key) = key else {
        let message =
            format!("{place} is a request of a key that is there already, and a new key would be another");
        return Err(CommandError::new(message).hint("name the key of the request with --key"));
    };
    if request.public_key != *key.key.public() {
        let message = format!("{place} is a request of another key than {}", plan.files.key.as_input());
        return Err(CommandError::new(message).hint("name the key of the request with --key"));
    }
    pki::accept(request).map_err(|error| CommandError::new(format_args!("{place} is refused: {error}")))
}
