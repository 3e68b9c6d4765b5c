//! `devcert selfsign`

mod basis;
mod needed;

use std::path::PathBuf;

use super::authority::day;
use super::csr;
use super::error::CommandError;
use super::keys::KeyAtHand;
use super::options::Format;
use super::outputs::{self, Outputs};
use super::pair::{self, LeafArgs, Pair, PairArgs};
use super::session::Session;
use super::trial::Trial;
use crate::encoding::certificate::Certificate;
use crate::encoding::sniff::Kind;
use crate::host::files::Access;
use crate::host::stdio::Place;
use crate::key::PublicKeyAlgorithm;
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::secret::Secret;
use crate::model::serial::Serial;
use crate::model::validity::Validity;
use crate::pki::path::Purpose;
use crate::pki::{self, CertificateSpec};
use crate::report::outcome::{Action, Outcome, Role};
use basis::Basis;

/// Make a self-signed certificate, and the key when there is none
///
/// Writes cert/file.crt for the key in cert/private.pem, then loads both into a rustls server and
/// connects to it as a client, by each name. A CSR that belongs to the key (--csr, or cert/csr.pem)
/// gives the subject and the names.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    leaf: LeafArgs,
    /// CSR whose subject and names are kept; - is standard input [default: DIR/csr.pem, when it is
    /// there and belongs to the key]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    csr: Option<PathBuf>,
    #[command(flatten)]
    pair: PairArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert selfsign --days 365                       for localhost, 127.0.0.1 and ::1
  devcert selfsign --san dev.example.test --lan     and for others in the network
  devcert selfsign --algorithm p256 --new-key --key tls.key --cert tls.crt
  devcert selfsign --if-needed --within 30d         in a script: only when it is time";

/// Everything that was asked for, resolved.
struct Plan<'a> {
    args: &'a Args,
    files: Pair<'a>,
    validity: Validity,
}

/// Makes a certificate, and a key where there is none, and tries them.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let files = Pair::new(&args.leaf, &args.pair, args.leaf.folder.folder());
    let plan = Plan { args, files, validity: args.leaf.validity.validity(session.now)? };
    let Pair { key, certificate: place, overwrite, .. } = &plan.files;
    if args.leaf.names.subject.as_ref().is_some_and(Name::is_empty) {
        return Err(CommandError::empty_issuer());
    }
    plan.files.check_streams(session)?;
    let mut outputs = Outputs::open(&[key, place], session)?;
    plan.keep_inputs()?;
    let asked = args.pair.algorithm.asked();
    let found = plan.files.find_key(asked, session)?;
    let given = Basis::named(&plan, found.as_ref(), session)?;
    let if_needed = args.pair.overwrite.if_needed;
    if !if_needed {
        outputs.check(place, *overwrite)?;
    }
    let at_hand = match found {
        Some(found) => found,
        None => plan.files.make_key(asked, &outputs, session)?,
    };
    let basis = given.unwrap_or_else(|| Basis::in_folder(&plan, &at_hand, session));
    let now = session.now;
    let shortcoming = |found: &Certificate| needed::shortcoming(&plan, &at_hand, &basis, found, now);
    if if_needed && let Some(kept) = plan.files.kept(&at_hand, shortcoming, session)? {
        return Ok(session.files("selfsign", kept));
    }
    basis.tell(args.leaf.names.subject.as_ref(), session);
    let certificate = plan.certify(&at_hand, &basis, session)?;
    at_hand.add_to(&mut outputs, *overwrite)?;
    let (format, label) = (args.pair.format, Kind::Certificate.label().unwrap_or_default());
    let file = format.pack(label, certificate.der());
    outputs.add(place, file.expose(), Access::Public, *overwrite);
    let replaces_anchor = pair::is_anchor(place);
    outputs.commit(session)?;
    at_hand.tell(session);
    let names = csr::list(certificate.names());
    session.ui.note(format_args!(
        "{}: certificate for {names}, until {}",
        place.made(),
        day(certificate.not_after)
    ));
    let verification = plan.trial(&at_hand, &Format::Pem.pack(label, certificate.der())).run(None, session);
    if replaces_anchor {
        pair::tell_of_trust(place, session);
    }
    let files = vec![at_hand.report(), pair::report(place, Action::Made, &certificate)];
    Ok(session.files("selfsign", files).tried(verification))
}

impl Plan<'_> {
    fn keep_inputs(&self) -> Result<(), CommandError> {
        let request = self.args.csr.as_deref().map(Place::new);
        let mut inputs = vec![(&self.files.key, Role::Key.name())];
        inputs.extend(request.as_ref().map(|place| (place, Role::Request.name())));
        outputs::keep_apart((&self.files.certificate, Role::Certificate), &inputs)
    }

    fn trial<'a>(&'a self, at_hand: &'a KeyAtHand, chain: &'a Secret) -> Trial<'a> {
        Trial {
            key: at_hand,
            certificate: &self.files.certificate,
            format: self.args.pair.format,
            chain,
            anchors: None,
            purpose: Purpose::Server,
        }
    }

    fn certify(
        &self,
        at_hand: &KeyAtHand,
        basis: &Basis,
        session: &mut Session,
    ) -> Result<Certificate, CommandError> {
        let wanted = &self.args.leaf.names;
        let names = wanted.all(&basis.names)?;
        wanted.warn_of_subject(&names, session);
        let asked = wanted.subject.as_ref().or(basis.subject.as_ref());
        let rsa = matches!(at_hand.key.algorithm(), PublicKeyAlgorithm::Rsa { .. });
        let spec = CertificateSpec {
            subject: asked.cloned().unwrap_or_else(|| own_subject(&names)),
            extensions: wanted.with_usages(Profile::Server.extensions(rsa, names)),
            validity: self.validity,
            serial: Serial::random(&mut session.rng),
        };
        pair::read_back(&pki::self_signed(&spec, &at_hand.key)?)
    }
}

/// The subject that names the first host, or else the first other name, that is short enough. It is the
/// issuer too, and an issuer needs a name (RFC 5280, 4.1.2.4); no CA constrains it, so that an address does
/// no harm.
fn own_subject(names: &[San]) -> Name {
    let (hosts, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| matches!(name, San::Dns(_)));
    let short = |name: &San| Name::common_name(&name.bare()).ok();
    let first = hosts.into_iter().chain(others).find_map(short);
    first.or_else(|| "O=self-signed".parse().ok()).unwrap_or_default()
}
