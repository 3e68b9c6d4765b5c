//! `devcert issue`

mod extras;
mod first;
mod identity;
mod needed;

use std::path::Path;

use super::authority::{self, Authority, Ca};
use super::error::{CommandError, typed};
use super::keys;
use super::options::{self, CaKeyArgs, Format};
use super::pair::{self, LeafArgs, PairArgs};
use super::project::{self, Home, Wanted};
use super::retire::Retired;
use super::session::Session;
use super::trial;
use super::webtransport;
use crate::ca::layout;
use crate::ca::ledger::{self, Issued};
use crate::encoding::certificate::Certificate;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::Place;
use crate::model::constraint::NameConstraints;
use crate::model::extension::Extension;
use crate::model::profile::Profile;
use crate::model::secret::Secret;
use crate::model::serial::Serial;
use crate::model::validity::{APPLE_SERVER_DAYS_MAX, BACKDATE, PUBLIC_CA_DAYS_MAX, Validity};
use crate::ops::batch::keep_apart;
use crate::ops::pair::{Pair, WrittenPair};
use crate::ops::self_test::SelfTest;
use crate::ops::{self, Batch, Event, KeyRequest, Names, Shortcoming, SourceKey, World};
use crate::pki::path::Purpose;
use crate::pki::{self, CertificateSpec};
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::listed;
use extras::Extra;
use identity::Identity;
pub(super) use identity::{settle, warn_of_gnutls};

/// Make a key and a certificate from your own CA
///
/// Writes cert/private.pem and cert/file.crt, with the CA's chain, as a pair; creates the CA on first
/// use. If cert/ has a certificate for something else, the files go to cert/NAME/. Then loads both
/// into a rustls server and connects to it as a client that trusts the CA, by each name.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("format", |arg| arg.help(FORMAT)))]
pub struct Args {
    #[arg(value_name = "NAME", help = NAMES)]
    identities: Vec<String>,
    /// What it is for: server, client, both, email, code (signing programs), webtransport
    #[arg(long, value_name = "PROFILE", default_value = "server")]
    profile: Profile,
    #[command(flatten)]
    ca: CaKeyArgs,
    /// Put the CA's own certificate at the end of the chain too, for programs that want it there; not
    /// with --format der
    #[arg(long, help_heading = "CA")]
    with_root: bool,
    #[command(flatten)]
    leaf: LeafArgs,
    /// One more extension: OID=HEX, OID=der:FILE, either with critical, before the value, or
    /// must-staple; repeatable
    #[arg(long, value_name = "EXTENSION")]
    extension: Vec<Extra>,
    #[command(flatten)]
    pair: PairArgs,
}

const NAMES: &str = "Names: host names, IP addresses, email addresses, or with the type before it (DNS:, IP:, email:, URI:, ...); a client and a signer can have any name [default: localhost, 127.0.0.1 and ::1, for servers]";

const FORMAT: &str = "Text or binary; binary holds the certificate alone, without its chain";

const EXAMPLES: &str = "\
Examples:
  devcert issue                                     for localhost, 127.0.0.1 and ::1
  devcert issue dev.test '*.dev.test' --lan         for these, and for phones in the network
  devcert issue --profile client alice --dir alice
  devcert issue dev.test --if-needed --within 30d   in a script: only when it is time";

/// Everything that was asked for, resolved.
struct Plan<'a> {
    args: &'a Args,
    home: Home,
    names: Names,
    files: Pair,
    identity: Identity,
    /// What a CA that is yet to be made may issue for.
    first: Option<NameConstraints>,
}

/// Issues a certificate, on a new key where there is none, and tries them.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    options::check_chain(args.pair.format, args.with_root)?;
    let ca = Ca::find(&args.ca.ca, session)?;
    let plan = Plan::new(args, ca.as_ref())?;
    let other = args.pair.algorithm.asked().filter(|asked| *asked != webtransport::ALGORITHM);
    webtransport::check_key(args.profile, other)?;
    let asked = webtransport::validity(args.profile, &args.leaf.validity, session)?;
    let given = plan.check_places(ca.as_ref(), session)?;
    if let Some(ca) = ca {
        return plan.issue_from(ca, asked, given, session);
    }
    let ca = plan.first_ca(asked, session)?;
    let kept = first::kept(&ca);
    plan.issue_from(ca, asked, given, session).map_err(|error| error.hint(kept))
}

impl Args {
    /// The files, in this directory unless an option says otherwise.
    fn files(&self, folder: &Path) -> Pair {
        let mut pair = self.pair.pair(&self.leaf, folder);
        if self.profile == Profile::WebTransport {
            pair.key.algorithm = Some(webtransport::ALGORITHM);
        }
        pair
    }
}

impl<'a> Plan<'a> {
    fn new(args: &'a Args, ca: Option<&Ca>) -> Result<Self, CommandError> {
        let first = if ca.is_none() { Some(first::constraints(args)) } else { None };
        let constraints = match (ca, &first) {
            (Some(ca), _) => ca.policy().constraints(),
            (None, first) => first.iter().collect(),
        };
        let names = args.leaf.names.names();
        let identity = Identity::of(args, &names, &constraints)?;
        let home = home(args, &names, &identity);
        let files = args.files(&home.folder);
        Ok(Self { args, home, names, files, identity, first })
    }

    /// Warns of a subject in which clients do not look for a server, or which they refuse.
    fn warn_of_subject(&self, ca: &Ca, session: &mut Session) {
        self.identity.tell(ca.typed(), session);
        if self.args.profile.is_server() {
            let Identity { subject, names, .. } = &self.identity;
            if let Some(host) = self.names.host_beside(names) {
                session.report(Event::HostInSubject(host.to_owned()));
            }
            warn_of_gnutls(subject, names, &ca.policy().constraints(), session);
        }
    }

    /// Locks the directory that the files go to. Another run may have filled it in the meantime.
    fn open(&mut self, session: &mut Session) -> Result<Batch, CommandError> {
        loop {
            let outputs = Batch::open(&[&self.files.key.place, &self.files.certificate], session)?;
            let home = home(self.args, &self.names, &self.identity);
            if home == self.home {
                return Ok(outputs);
            }
            self.files = self.args.files(&home.folder);
            self.home = home;
        }
    }

    /// Issues from a CA that may issue what is requested.
    fn issue_from(
        mut self,
        ca: Ca,
        asked: Validity,
        given: Option<SourceKey>,
        session: &mut Session,
    ) -> Result<Outcome, CommandError> {
        ca.check(session.now)?;
        ca.check_names(&self.identity.subject, &self.identity.names)?;
        let authority = ca.unlock(self.args.ca.passphrase.as_ref(), session)?;
        let outputs = self.open(session)?;
        self.issue(&authority, asked, given, outputs, session)
    }

    /// Keeps what is there and good enough, or issues and writes.
    fn issue(
        &self,
        authority: &Authority,
        asked: Validity,
        given: Option<SourceKey>,
        outputs: Batch,
        session: &mut Session,
    ) -> Result<Outcome, CommandError> {
        let found = match given {
            Some(given) => Some(given),
            None => self.files.key.find(session)?,
        };
        if let Some(found) = &found {
            authority.ca.refuse_key(&found.place, found.key.public())?;
        }
        let if_needed = self.files.existing.keeps();
        let retired = self.retired(found.as_ref())?;
        if !if_needed && retired.is_none() {
            self.files.check(&outputs)?;
        }
        let at_hand = match found {
            Some(found) => found,
            None => self.files.key.generate(&outputs, session)?,
        };
        let now = session.now;
        let shortcoming =
            |found: &Certificate| needed::shortcoming(self, &authority.ca, &at_hand, found, now);
        if if_needed && let Some(certificate) = self.files.kept(&at_hand, shortcoming, session)? {
            let written = WrittenPair { key: at_hand, certificate, action: Action::Kept };
            let kept = pair::kept(&self.files, &written, session);
            return Ok(session.files("issue", kept));
        }
        let validity = authority::clamp(&authority.ca, asked, session)?;
        let validity = webtransport::limited(self.args.profile, validity, session)?;
        self.warn_of_subject(&authority.ca, session);
        let made = self.certify(authority, &at_hand, validity, session)?;
        self.write(authority, &at_hand, &made, retired.as_ref(), outputs, session)
    }

    /// The self-signed certificate on the same key, which is kept under another name.
    fn retired(&self, key: Option<&SourceKey>) -> Result<Option<Retired>, CommandError> {
        let Some(key) = key.filter(|_| self.args.pair.out.is_none() && !self.args.pair.overwrite.force)
        else {
            return Ok(None);
        };
        Retired::find(&self.files.certificate, key.key.public())
    }

    fn write(
        &self,
        authority: &Authority,
        at_hand: &SourceKey,
        made: &Certificate,
        retired: Option<&Retired>,
        mut outputs: Batch,
        session: &mut Session,
    ) -> Result<Outcome, CommandError> {
        let place = &self.files.certificate;
        let overwrite = if retired.is_some() { Overwrite::Replace } else { self.files.existing.overwrite() };
        let chain = self.chain(&authority.ca, made);
        at_hand.add_to(&mut outputs, self.files.existing.overwrite())?;
        if let Some(retired) = retired {
            retired.add_to(&mut outputs);
        }
        let file = if self.args.pair.format == Format::Der { &Secret::from(made.der()) } else { &chain };
        outputs.add(place, file.expose(), Access::Public, overwrite);
        let mut files =
            vec![FileReport::of_source(at_hand), FileReport::of_certificate(place, Action::Made, made)];
        let entry = Issued::of(made, self.args.profile, session.now, authority::written(&files));
        outputs.commit_after(|| authority::record(authority, &[ledger::Event::Issued(entry)]), session)?;
        files.extend(retired.map(Retired::report));
        self.tell(at_hand, made, retired, session);
        let verification = self.try_out(&authority.ca, at_hand, made, &chain, session);
        Ok(session.files("issue", files).tried(verification))
    }

    /// Fails before a CA is made for nothing. Hands over a key that came by standard input, which is
    /// read once.
    fn check_places(
        &self,
        ca: Option<&Ca>,
        session: &mut Session,
    ) -> Result<Option<SourceKey>, CommandError> {
        self.files.key.check()?;
        pair::check_streams(&self.files, session)?;
        let Pair { key: KeyRequest { place: key, .. }, certificate, .. } = &self.files;
        keep_apart((certificate, Role::Certificate), &[(key, Role::Key.name())])?;
        if ca.is_none() && self.files.existing.keeps() {
            ops::key::check_replaceable(key)?;
        } else if ca.is_none() {
            let outputs = Batch::open(&[key, certificate], session)?;
            let found = self.files.key.find(session)?;
            if self.retired(found.as_ref())?.is_none() {
                self.files.check(&outputs)?;
            }
            return Ok(found.filter(|_| key.path().is_none()));
        }
        Ok(None)
    }

    /// Fails before a CA is made that could not issue it: one that is made now signs nothing for the past.
    fn check_dates(&self, asked: Validity, session: &Session) -> Result<(), CommandError> {
        extras::add(self.args.profile.extensions(false, self.identity.names.clone()), &self.args.extension)?;
        match asked.not_after() < session.now - BACKDATE {
            true => Err(authority::too_early(&self.args.ca.ca.folder()?, "ca", asked)),
            false => Ok(()),
        }
    }

    fn certify(
        &self,
        authority: &Authority,
        at_hand: &SourceKey,
        validity: Validity,
        session: &mut Session,
    ) -> Result<Certificate, CommandError> {
        let spec = CertificateSpec {
            subject: self.identity.subject.clone(),
            extensions: self.extensions(at_hand)?,
            validity,
            serial: Serial::random(&mut session.rng),
        };
        Ok(pki::issue(&spec, at_hand.key.public(), &authority.issuer)?)
    }

    fn extensions(&self, at_hand: &SourceKey) -> Result<Vec<Extension>, CommandError> {
        let own = self.args.profile.extensions(at_hand.is_rsa(), self.identity.names.clone());
        extras::add(self.names.with_usages(own), &self.args.extension)
    }

    /// The certificate and what a server has to send behind it, as PEM.
    fn chain(&self, ca: &Ca, made: &Certificate) -> Secret {
        let above = if self.args.with_root { ca.chain() } else { ca.intermediates() };
        pem_of(std::iter::once(made).chain(above))
    }

    fn tell(&self, at_hand: &SourceKey, made: &Certificate, retired: Option<&Retired>, session: &Session) {
        keys::tell(at_hand, session);
        let days = made.lifetime_days();
        if self.args.profile.is_server() && (PUBLIC_CA_DAYS_MAX + 1..=APPLE_SERVER_DAYS_MAX).contains(&days) {
            session.ui.note(format_args!(
                "it is good for {days} days: more than {PUBLIC_CA_DAYS_MAX}, a limit for public CAs only"
            ));
        }
        session.ui.note(format_args!(
            "{}: certificate of {} for {}, until {}",
            self.files.certificate.made(),
            self.args.profile.title(),
            whom(made),
            authority::day(made.not_after)
        ));
        if let Some(retired) = retired {
            retired.tell(session);
        }
        self.home.tell(session);
    }

    fn self_test<'b>(
        &'b self,
        at_hand: &'b SourceKey,
        chain: &'b Secret,
        anchors: (&'b Secret, &'b Place),
    ) -> SelfTest<'b> {
        let (certificate, format) = (&self.files.certificate, self.args.pair.format);
        SelfTest {
            key: at_hand,
            certificate,
            format,
            chain,
            anchors: Some(anchors),
            purpose: Purpose::Server,
        }
    }

    /// Says how browsers and phones get it.
    fn tell_pkcs12(&self, session: &Session) {
        let (key, certificate) = (&self.files.key.place, &self.files.certificate);
        let Some(path) = certificate.path() else { return };
        let name = project::file_name(&project::title(&self.identity.names, &self.identity.subject));
        let beside = |suffix| typed(&Place::File(path.with_file_name(format!("{name}.{suffix}"))));
        session.ui.note(format_args!(
            "devcert convert {} {} --to pkcs12 --out {} --new-passphrase new:{}   (for browsers and phones)",
            typed(key),
            typed(certificate),
            beside("p12"),
            beside("p12.pass"),
        ));
    }

    fn try_out(
        &self,
        ca: &Ca,
        at_hand: &SourceKey,
        made: &Certificate,
        chain: &Secret,
        session: &mut Session,
    ) -> Option<crate::report::verify::Json> {
        let root = Place::File(ca.path(layout::CERTIFICATE));
        if matches!(self.args.profile, Profile::Client | Profile::Both) {
            match authority::judge(ca, made, Purpose::Client, session.now) {
                Ok(()) => session.ui.note("tried: a rustls server that trusts the CA lets this client in"),
                Err(refusal) => session.warn(format!("a rustls server refuses this client: {refusal}")),
            }
        }
        if self.args.profile == Profile::Client {
            self.tell_pkcs12(session);
        }
        if !self.args.profile.is_server() {
            return None;
        }
        trial::run(&self.self_test(at_hand, chain, (&pem_of([ca.root()]), &root)), Some(ca), session)
    }
}

/// Where the files go: to a directory of the certificate's own, unless options say otherwise or the
/// project has no certificate yet.
fn home(args: &Args, names: &Names, identity: &Identity) -> Home {
    let project = args.leaf.folder.folder();
    if args.leaf.sets_place() || args.pair.out.is_some() {
        return Home::chosen(project);
    }
    Home::find(
        project,
        &Wanted {
            names: &identity.names,
            subject: &identity.subject,
            purposes: names.purposes(args.profile.purposes()),
            replaces: args.pair.overwrite.force,
        },
    )
}

/// For whom a certificate is, in a sentence.
pub(super) fn whom(certificate: &Certificate) -> String {
    match certificate.names() {
        [] => certificate.subject.to_string(),
        names => listed(names),
    }
}

/// A certificate as a file: in text with those above it, in binary alone.
pub(super) fn packed(format: Format, certificate: &Certificate, above: &[Certificate]) -> Secret {
    match format {
        Format::Pem => pem_of(std::iter::once(certificate).chain(above)),
        Format::Der => Secret::from(certificate.der()),
    }
}

/// Certificates as one text file.
pub(super) fn pem_of<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> Secret {
    Secret::new(certificates.into_iter().map(Certificate::to_pem).collect::<String>().into_bytes())
}
