//! For whom a certificate is: subject and names.

use super::Args;
use crate::commands::authority::Ca;
use crate::commands::error::CommandError;
use crate::commands::options::default_subject;
use crate::model::constraint::Kind;
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::{San, SanError};

/// Subject and names.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) subject: Name,
    pub(super) names: Vec<San>,
}

impl Identity {
    /// A server is its names. A client, a mailbox and a signer have a common name, and names where
    /// what was typed is one.
    pub(super) fn of(args: &Args, ca: Option<&Ca>) -> Result<Self, CommandError> {
        match args.profile.is_server() {
            true => Self::of_server(args),
            false => Self::of_person(args, ca),
        }
    }

    fn of_server(args: &Args) -> Result<Self, CommandError> {
        let read = |text: &String| text.parse().map_err(|error| unusable(&error));
        let typed = args.identities.iter().map(read).collect::<Result<Vec<San>, _>>()?;
        // Who types names wants these, and the default ones only when they are among them.
        let names =
            if typed.is_empty() { args.leaf.names.all(&[])? } else { args.leaf.names.beside(&typed)? };
        let subject = args.leaf.names.subject.clone().unwrap_or_else(|| default_subject(&names));
        Ok(Self { subject, names })
    }

    fn of_person(args: &Args, ca: Option<&Ca>) -> Result<Self, CommandError> {
        let mut names = Vec::new();
        let mut common_name = None;
        for text in &args.identities {
            let (name, bare) = read(text, args.profile, ca)?;
            common_name.get_or_insert(bare);
            names.extend(name);
        }
        names.extend(args.leaf.names.added()?);
        let subject = match (&args.leaf.names.subject, common_name, names.first()) {
            (Some(subject), ..) => subject.clone(),
            (None, Some(text), _) => Name::common_name(&text).map_err(CommandError::new)?,
            (None, None, Some(_)) => default_subject(&names),
            (None, None, None) => {
                let message = format!("a certificate for {} needs a name", args.profile.title());
                return Err(CommandError::new(message).hint(format!(
                    "devcert issue --profile {} alice   (or alice@example.test, or --subject)",
                    args.profile
                )));
            }
        };
        if args.profile == Profile::Email && !names.iter().any(|name| matches!(name, San::Email(_))) {
            let message = "a mailbox's certificate needs an email address";
            return Err(CommandError::new(message).hint("devcert issue --profile email me@example.test"));
        }
        Ok(Self { subject, names })
    }
}

/// What was typed as a name, where it is one, and as the common name. A word without a dot is a
/// person's and no host's.
///
/// A client's mailbox becomes its common name alone where the CA constrains mailboxes: webpki, and so
/// every rustls server, cannot hold one to such a constraint and would refuse the certificate.
/// `--san` adds it nevertheless.
fn read(text: &str, profile: Profile, ca: Option<&Ca>) -> Result<(Option<San>, String), CommandError> {
    match text.parse::<San>() {
        Ok(San::Dns(host)) if !host.as_str().contains('.') && !text.contains(':') => {
            Ok((None, text.to_owned()))
        }
        Ok(San::Email(mailbox)) if profile == Profile::Client && constrains_mail(ca) => Ok((None, mailbox)),
        Ok(name) => Ok((Some(name.clone()), name.bare())),
        Err(error) if text.contains(':') || text.trim().is_empty() => Err(unusable(&error)),
        Err(_) => Ok((None, text.to_owned())),
    }
}

/// A CA that is yet to be made constrains them.
fn constrains_mail(ca: Option<&Ca>) -> bool {
    let constraints = ca.map(|ca| ca.chain().iter().filter_map(|one| one.name_constraints()));
    constraints.is_none_or(|mut all| {
        all.any(|one| one.permitted.iter().chain(&one.excluded).any(|subtree| subtree.kind() == Kind::Email))
    })
}

fn unusable(error: &SanError) -> CommandError {
    CommandError::new(error.to_string().replace("write --san ", "write ").replace(" --san ", " "))
}

/// The name as `--permit` takes it.
pub(in crate::commands) fn permission(name: &San) -> String {
    let bare = name.bare();
    bare.strip_prefix("*.").map_or_else(|| bare.clone(), str::to_owned)
}
