//! For whom a certificate is: subject and names.

use super::args::Args;
use crate::cli::authority::permission;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::ops::event::Adjustment;
use crate::ops::names::{default_subject, each_once};
use crate::ops::settle::settle;
use crate::ops::{Error, Event, Names, World as _};
use crate::report::shell::quoted;
use devcert::model::constraint::{NameConstraints, SubtreeKind};
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;

/// The constraints that a certificate has to keep: those of the CA and of all above it.
type Constraints<'a> = [&'a NameConstraints];

/// Subject and names.
#[derive(Debug, Default)]
pub(super) struct Identity {
    pub(super) subject: Name,
    pub(super) names: Vec<San>,
    /// Names of this machine in the local network that the CA may not issue for.
    pub(super) left_out: Vec<San>,
    /// What is to be said about the choice of the common name.
    notes: Vec<String>,
    /// What was changed so that clients accept subject and names.
    changes: Vec<Adjustment>,
}

impl Identity {
    /// A server is its names. A client, a mailbox and a signer have a common name, and names where
    /// what was typed is one.
    pub(super) fn of(
        args: &Args,
        wanted: &Names,
        constraints: &Constraints<'_>,
    ) -> Result<Self, CommandError> {
        let mut identity = match args.profile.profile().is_server() {
            true => Self::of_server(args, wanted)?,
            false => Self::of_person(args, wanted, constraints)?,
        };
        identity.add_lan(wanted, constraints)?;
        if identity.names.is_empty() && args.profile.profile().is_server() {
            return Err(Error::NoNames.into());
        }
        identity.name_subject(args, wanted, constraints)?;
        Ok(identity)
    }

    fn of_server(args: &Args, wanted: &Names) -> Result<Self, CommandError> {
        let read = |text: &String| text.parse().map_err(|error| CommandError::name(text, &error));
        let typed = args.identities.iter().map(read).collect::<Result<Vec<San>, _>>()?;
        let names = wanted.listed(&typed);
        Ok(Self { names, ..Self::default() })
    }

    fn of_person(args: &Args, wanted: &Names, constraints: &Constraints<'_>) -> Result<Self, CommandError> {
        let (mut names, mut notes) = (Vec::new(), Vec::new());
        let mut common_name = None;
        for text in &args.identities {
            let found = Person::read(text, args.profile.profile(), constraints)?;
            common_name.get_or_insert(found.common_name);
            names.extend(found.name);
            notes.extend(found.note);
        }
        names.extend(wanted.san.iter().cloned());
        let subject = match common_name.filter(|text| text.parse::<std::net::IpAddr>().is_err()) {
            Some(text) => Name::from_common_name(&text).map_err(CommandError::new)?,
            None => Name::default(),
        };
        Ok(Self { subject, names: each_once(names), notes, ..Self::default() })
    }

    /// Adds the names of this machine that the CA may issue for.
    fn add_lan(&mut self, wanted: &Names, constraints: &Constraints<'_>) -> Result<(), CommandError> {
        for name in wanted.lan()? {
            match may_have(constraints, &name) {
                _ if self.names.contains(&name) => {}
                true => self.names.push(name),
                false => self.left_out.push(name),
            }
        }
        Ok(())
    }

    /// The subject that was asked for, or the one that the names give, as clients accept it.
    fn name_subject(
        &mut self,
        args: &Args,
        wanted: &Names,
        constraints: &Constraints<'_>,
    ) -> Result<(), CommandError> {
        let server = args.profile.profile().is_server();
        if let Some(asked) = &wanted.subject {
            self.subject = asked.clone();
        } else if server {
            self.subject = default_subject(&self.names);
        } else if self.subject.is_empty() {
            let first = self.names.iter().find(|name| !matches!(name, San::Ip(_)));
            self.subject =
                first.and_then(|name| Name::from_common_name(&name.value()).ok()).unwrap_or_default();
        }
        if !server && self.subject.is_empty() && self.names.is_empty() {
            let message = format!("a {} certificate needs a name", args.profile.profile().noun());
            let example = Hint::again(vec![Edit::Add("alice".to_owned())]);
            return Err(CommandError::new(message).hint(example.note("or alice@example.test, or --subject")));
        }
        if args.profile.profile() == Profile::Email
            && !self.names.iter().any(|name| matches!(name, San::Email(_)))
        {
            let message = "an S/MIME certificate needs an email address";
            let example = Hint::again(vec![Edit::Add("--san=me@example.test".to_owned())]);
            return Err(CommandError::new(message).hint(example));
        }
        self.changes.extend(settle(&mut self.subject, &mut self.names, server, constraints));
        Ok(())
    }

    /// Says which names were chosen, where that is not plain, and which were left out.
    pub(super) fn tell(&self, typed: &str, cx: &mut Context) {
        for note in &self.notes {
            cx.ui.note(note);
        }
        for change in self.changes.iter().cloned() {
            cx.report(Event::Adjusted(change));
        }
        if self.left_out.is_empty() {
            return;
        }
        let names: Vec<_> = self.left_out.iter().map(San::value).collect();
        let permit: Vec<_> = self.left_out.iter().map(|name| quoted(&permission(name))).collect();
        cx.warn(format!(
            "skipped for --lan, because the CA is not permitted to issue for it: {}; to permit it: devcert ca permit{typed} {}",
            names.join(", "),
            permit.join(" ")
        ));
    }
}

/// Whether the CA may issue for the name.
fn may_have(constraints: &Constraints<'_>, name: &San) -> bool {
    constraints.iter().all(|one| one.check_names(std::slice::from_ref(name)).is_ok())
}

/// What was typed for a client, a mailbox or a signer.
struct Person {
    common_name: String,
    /// The same as a name, where it is one.
    name: Option<San>,
    note: Option<String>,
}

impl Person {
    /// A word without a dot is a person's and no host's, and so is `alice.smith` unless the CA may issue
    /// for such a host.
    ///
    /// A client's mailbox becomes its common name alone where the CA constrains mailboxes: webpki, and so
    /// every rustls server, cannot check one against such a constraint and would refuse the certificate.
    /// `--san` adds it nevertheless.
    fn read(text: &str, profile: Profile, constraints: &Constraints<'_>) -> Result<Self, CommandError> {
        let named = |common_name: String| Self { common_name, name: None, note: None };
        Ok(match text.parse::<San>() {
            Ok(San::Dns(host)) if !host.as_str().contains('.') && !text.contains(':') => {
                named(text.to_owned())
            }
            Ok(name @ San::Dns(_)) if !text.contains(':') && !may_have(constraints, &name) => {
                let note = format!(
                    "{text} is used as the common name only: the CA is not permitted to issue for that host"
                );
                Self { note: Some(note), ..named(text.to_owned()) }
            }
            Ok(San::Email(mailbox)) if profile == Profile::Client && constrain_mail(constraints) => {
                named(mailbox.to_string())
            }
            Ok(name) => Self { name: Some(name.clone()), ..named(name.value()) },
            Err(error) if text.contains(':') || text.trim().is_empty() => {
                return Err(CommandError::name(text, &error));
            }
            Err(_) => named(text.to_owned()),
        })
    }
}

fn constrain_mail(constraints: &Constraints<'_>) -> bool {
    let mut subtrees = constraints.iter().flat_map(|one| one.permitted.iter().chain(&one.excluded));
    subtrees.any(|subtree| subtree.kind() == SubtreeKind::Email)
}
