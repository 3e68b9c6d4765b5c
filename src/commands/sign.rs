//! `devcert sign`

mod input;

use crate::cli::options::ca_option;
use devcert::model::validity::day;
use std::path::PathBuf;

use super::issue::{self, settle, warn_of_gnutls};
use crate::ca::ledger::{Event, Issued};
use crate::cli::authority;
use crate::cli::error::{CommandError, about, typed};
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::{self, CaKeyArgs, FolderArgs, Format, SignatureArgs, ValidityArgs};
use crate::cli::outputs;
use crate::cli::pair::CERTIFICATE;
use crate::cli::project;
use crate::cli::session::Session;
use crate::cli::webtransport;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::Place;
use crate::ops::batch::keep_apart;
use crate::ops::ca::{Ca, UnlockedCa, chain_file, written};
use crate::ops::issue::{chain_of, shortened};
use crate::ops::retire::Retired;
use crate::ops::{Batch, guard};
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::listed;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::key::PublicKeyAlgorithm;
use devcert::model::algorithm::Curve;
use devcert::model::extension::{Body, Extension};
use devcert::model::name::Name;
use devcert::model::profile::{Profile, ca_extensions};
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::serial::Serial;
use devcert::model::validity::Validity;
use devcert::pki::path::{Purpose, server_name};
use devcert::pki::verify::{Check, CheckId, Status, Subject, verify};
use devcert::pki::{self, AcceptError, Admitted, Allow, CertificateSpec, Terms};

/// Sign a certificate request (CSR) with your own CA
///
/// Keeps the request's subject and names, and says which they are. A request for more than the profile
/// gives (a CA's certificate, other usages) is refused unless --allow names it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Request; - is standard input [default: DIR/csr.pem]
    #[arg(value_name = "CSR")]
    request: Option<PathBuf>,
    /// What it is for: server, client, both, email, code (signing programs)
    #[arg(long, value_name = "PROFILE", default_value = "server")]
    profile: Profile,
    /// Let the request have this too: ca, a key usage such as nonRepudiation, an extended one such as
    /// clientAuth, or the object identifier of an extension; repeatable
    #[arg(long, value_name = "WHAT")]
    allow: Vec<Allow>,
    /// Subject instead of the request's
    #[arg(long, visible_alias = "subj", value_name = "NAME", help_heading = "Names")]
    subject: Option<Name>,
    /// One more name, beside the request's; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Names")]
    san: Vec<San>,
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    signature: SignatureArgs,
    /// Put the CA's own certificate at the end of the chain too, for programs that want it there; not
    /// with --format der
    #[arg(long, help_heading = "CA")]
    with_root: bool,
    #[command(flatten)]
    validity: ValidityArgs,
    #[command(flatten)]
    folder: FolderArgs,
    /// Text or binary; binary holds the certificate alone, without its chain
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/file.crt, or standard output when the request
    /// comes from standard input]
    #[arg(long, short, visible_alias = "cert", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long, short, help_heading = "Files that exist")]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  devcert sign                                      cert/csr.pem to cert/file.crt
  devcert sign server.csr --out server.crt
  devcert sign client.csr --profile client --out client.crt
  devcert sign - < server.csr > server.crt";

/// Holds the request to its terms and signs it.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    options::check_chain(args.format, args.with_root)?;
    let place = args.folder.place(args.request.as_ref(), project::REQUEST);
    let out = args.out(&place);
    outputs::check_stdout(&out, false, session)?;
    let option = ca_option(&args.ca.ca.folder()?);
    let bytes = session.read(&place, Role::Request)?;
    let request =
        read::request(&bytes).map_err(|error| input::no_request(&place, &error, &bytes, &option))?;
    keep_apart((&out, Role::Certificate), &[(&place, Role::Request.name())])?;
    let ca = authority::open(&args.ca.ca, session)?;
    ca.check(session.now)?;
    let outputs = Batch::open_any(std::slice::from_ref(&out), session)?;
    let asked = args.admit(&place, &request, &ca)?;
    let (admitted, changes) = args.settled(&asked, &ca)?;
    if !admitted.ca {
        guard::refuse_to_replace(&out)?;
        ca.refuse_key(&place, request.public_key())?;
    }
    let retired = args.retired(&out, &request)?;
    outputs.check(&out, Overwrite::when(args.force || retired.is_some()))?;
    let validity = args.validity_for(&request, session)?;
    tell(&place, &asked, session);
    args.tell_changes(&admitted, &changes, &ca, session);
    let validity = ca.clamp(validity, session)?;
    let validity = shortened(validity, webtransport::longest(args.profile), session)?;
    let authority = ca.unlock(args.ca.passphrase.as_ref(), session)?;
    let authority = UnlockedCa { issuer: args.signature.request().issuer(authority.issuer)?, ..authority };
    let made = args.certify(&authority, &request, &admitted, validity, session)?;
    let profile = if admitted.ca { Profile::Intermediate } else { args.profile };
    let files = args.write(&authority, &made, profile, (&out, retired.as_ref()), outputs, session)?;
    judge(&authority.ca, &made, profile, &out, session);
    Ok(session.files("sign", files))
}

impl Args {
    /// Writes the certificate to its place, and what makes way for it to another.
    fn write(
        &self,
        authority: &UnlockedCa,
        made: &Certificate,
        profile: Profile,
        (out, retired): (&Place, Option<&Retired>),
        mut outputs: Batch,
        session: &mut Session,
    ) -> Result<Vec<FileReport>, CommandError> {
        let file = match self.format {
            Format::Pem => chain_of(&authority.ca, made, self.with_root),
            Format::Der => Secret::from(made.der()),
        };
        let overwrite = Overwrite::when(self.force || retired.is_some());
        outputs.add(out, file.expose(), Access::Public, overwrite);
        if let Some(retired) = retired {
            retired.add_to(&mut outputs);
        }
        let mut files = vec![FileReport::of_certificate(out, Action::Made, made)];
        let entry = Issued::of(made, profile, session.now, written(None, out, made));
        outputs.record(&authority.ca, vec![Event::Issued(entry)]);
        outputs.commit(session)?;
        session.ui.note(format_args!(
            "{}: certificate of {} for {}, until {}",
            out.made(),
            profile.title(),
            issue::whom(made),
            day(made.not_after())
        ));
        if let Some(retired) = retired {
            issue::tell_retired(retired, session);
            files.push(FileReport::of_retired(retired));
        }
        Ok(files)
    }

    fn out(&self, request: &Place) -> Place {
        match (&self.out, request) {
            (Some(named), _) => Place::new(named),
            (None, Place::Stdio) => Place::Stdio,
            (None, Place::File(_)) => self.folder.place(None, CERTIFICATE),
        }
    }

    /// The dates that the options set, if they and the key fit the profile.
    fn validity_for(&self, request: &Request, session: &Session) -> Result<Validity, CommandError> {
        let found = request.public_key().algorithm();
        let other = Some(found).filter(|found| *found != PublicKeyAlgorithm::Ec(Curve::P256));
        webtransport::check_key(self.profile, other)?;
        webtransport::validity(self.profile, &self.validity, session)
    }

    /// The self-signed certificate on the request's key, which is kept under another name.
    fn retired(&self, out: &Place, request: &Request) -> Result<Option<Retired>, CommandError> {
        match self.out.is_some() || self.force {
            true => Ok(None),
            false => Ok(Retired::find(out, request.public_key())?),
        }
    }

    /// What the request brings in, with what the options say instead and beside.
    fn admit(&self, place: &Place, request: &Request, ca: &Ca) -> Result<Admitted, CommandError> {
        let terms = Terms { profile: self.profile, allow: &self.allow, names: &self.san };
        let told = |error: &AcceptError| {
            let told = CommandError::new(format_args!("{} is refused: {error}", place.as_input()));
            match error {
                AcceptError::Foreign { allow, .. } => {
                    let options: Vec<_> = allow.iter().map(|one| format!("--allow {one}")).collect();
                    let words = allow.iter().map(|one| Edit::Add(format!("--allow={one}"))).collect();
                    told.hint(Hint::again(words).note("lets it have that").or(options.join(" "))).hint(
                        "--profile names what the certificate is for: server, client, both, email, code",
                    )
                }
                AcceptError::UnusableName(name) => told.hint(input::instead_of(name)),
                AcceptError::Signature(_) => told.hint("ask for a new request, signed with the key in it"),
                AcceptError::RepeatedExtension(_)
                | AcceptError::ExtensionRequests(_)
                | AcceptError::MalformedExtension(_) => {
                    let command = format!("devcert inspect --text {}", typed(place));
                    told.hint(Hint::command(command).note("shows all of it"))
                }
            }
        };
        let mut admitted = pki::admit(request, &terms).map_err(|error| told(&error))?;
        if let Some(subject) = &self.subject {
            admitted.subject = subject.clone();
        }
        if self.profile.is_server() && !admitted.ca {
            add_common_name(place, &mut admitted)?;
        }
        if admitted.ca {
            ca.policy().check_depth().map_err(|unfit| ca.unfit(unfit))?;
        }
        Ok(admitted)
    }

    /// Says what was changed, and warns of what GnuTLS rejects.
    fn tell_changes(&self, admitted: &Admitted, changes: &[String], ca: &Ca, session: &mut Session) {
        for change in changes {
            session.ui.note(change);
        }
        if self.profile.is_server() && !admitted.ca {
            warn_of_gnutls(&admitted.subject, &admitted.names, &ca.policy().constraints(), session);
        }
    }

    /// The same with a subject and names that clients accept below the CA, and what was changed for that.
    fn settled(&self, admitted: &Admitted, ca: &Ca) -> Result<(Admitted, Vec<String>), CommandError> {
        let mut settled = admitted.clone();
        let Admitted { subject, names, .. } = &mut settled;
        let changes = match admitted.ca {
            true => Vec::new(),
            false => settle(subject, names, self.profile.is_server(), &ca.policy().constraints()),
        };
        ca.check_names(subject, names)?;
        Ok((settled, changes))
    }

    fn certify(
        &self,
        authority: &UnlockedCa,
        request: &Request,
        admitted: &Admitted,
        validity: Validity,
        session: &mut Session,
    ) -> Result<Certificate, CommandError> {
        let spec = CertificateSpec {
            subject: admitted.subject.clone(),
            extensions: self.extensions(authority, admitted),
            validity,
            serial: Serial::random(&mut session.rng),
        };
        Ok(pki::issue(&spec, request.public_key(), &authority.issuer)?)
    }

    fn extensions(&self, authority: &UnlockedCa, admitted: &Admitted) -> Vec<Extension> {
        let mut extensions = match admitted.ca {
            true => {
                let constraints = authority.ca.certificate().name_constraints().cloned();
                ca_extensions(Profile::Intermediate, Some(0), constraints)
            }
            false => self.profile.extensions(false, admitted.names.clone()),
        };
        for extension in extensions.iter_mut().filter(|_| !admitted.ca) {
            match &mut extension.body {
                Body::KeyUsage(usages) => usages.clone_from(&admitted.key_usages),
                Body::ExtendedKeyUsage(purposes) => purposes.clone_from(&admitted.purposes),
                _ => {}
            }
        }
        extensions.extend(admitted.kept.iter().cloned());
        extensions
    }
}

/// Says what was taken over from the request, and what was not.
fn tell(place: &Place, admitted: &Admitted, session: &Session) {
    let names = match admitted.names.as_slice() {
        [] => "no names".to_owned(),
        names => format!("the names {}", listed(names)),
    };
    let subject = match admitted.subject.is_empty() {
        true => "no subject".to_owned(),
        false => format!("the subject {}", admitted.subject),
    };
    session.ui.note(format_args!("from {}: {subject}, and {names}", place.as_input()));
    for (found, name) in &admitted.respelled {
        session.ui.note(format_args!("wrote {found} as {name}"));
    }
    for left_out in &admitted.left_out {
        session.ui.note(format_args!("left out: {left_out}"));
    }
}

/// Adds the host in the subject where the names have none: clients read names only, and old programs
/// request none.
fn add_common_name(place: &Place, admitted: &mut Admitted) -> Result<(), CommandError> {
    let is_host = |name: &San| matches!(name, San::Dns(_) | San::Ip(_));
    if admitted.names.iter().any(is_host) {
        return Ok(());
    }
    let name = admitted.subject.last_common_name().and_then(|text| text.parse().ok());
    match name.filter(is_host) {
        Some(name) => admitted.names.push(name),
        None if admitted.names.is_empty() => {
            let message = about(
                &place.as_input(),
                "it requests no name, and rustls, Go, Chromium and Firefox require one",
            );
            return Err(CommandError::new(message).hint(
                Hint::again(vec![Edit::Set("san", "localhost".to_owned())])
                    .note("or the name that clients use"),
            ));
        }
        None => {}
    }
    Ok(())
}

/// Reports whether clients, or servers, that trust the CA accept it.
fn judge(ca: &Ca, made: &Certificate, profile: Profile, out: &Place, session: &mut Session) {
    if profile.is_server() {
        try_server(ca, made, out, session);
    }
    if matches!(profile, Profile::Client | Profile::Both) {
        match ca.judge(made, Purpose::Client, session.now) {
            Ok(()) => session.ui.note("tried: a rustls server that trusts the CA lets this client in"),
            Err(error) => session.warn(format!("a rustls server that trusts the CA rejects it: {error}")),
        }
    }
}

/// Judges a server's certificate by every name, as `issue` does; its key is elsewhere.
fn try_server(ca: &Ca, made: &Certificate, out: &Place, session: &mut Session) {
    let hosts: Vec<_> = made.names().iter().filter(|name| server_name(name).is_some()).cloned().collect();
    let (chain, root) = (chain_of(ca, made, false), Secret::new(chain_file([ca.root()])));
    let verification = verify(&Subject {
        anchors: Some(root.expose()),
        hosts: &hosts,
        ..Subject::new(chain.expose(), session.now)
    });
    for check in verification.checks.iter().filter(|check| check.status >= Status::Warn) {
        let names: Vec<_> = check.names.iter().map(San::bare).collect();
        let subject = if names.is_empty() { out.as_output() } else { names.join(", ") };
        session.warn(about(&subject, &check.text));
    }
    let passes = |id| {
        let of_this = move |check: &&Check| check.id == id && check.status == Status::Pass;
        verification.checks.iter().filter(of_this)
    };
    let names: Vec<_> = passes(CheckId::Name).flat_map(|check| check.names.clone()).collect();
    if passes(CheckId::Path).next().is_some() && !names.is_empty() {
        session.ui.note(format_args!(
            "tried: a rustls client that trusts the CA takes this server for {}",
            listed(&names)
        ));
    }
}
