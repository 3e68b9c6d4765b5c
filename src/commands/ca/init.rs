//! `devcert ca init`

use crate::ca::layout::{CERTIFICATE, KEY};
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::{self, Hint};
use crate::cli::keys;
use crate::cli::line::Edit;
use crate::cli::options::faults::{self, Fault};
use crate::cli::options::{
    AlgorithmArgs, CaArgs, CaSubjectArgs, CaValidityArgs, FieldFaultArgs, KeyFaultArgs, ReproducibleArgs,
    SignatureArgs, SignatureFaultArgs, algorithm_help,
};
use crate::cli::parent::ParentArgs;
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::SignatureRequest;
use crate::ops::ca::{Ca, CaNames, CreateCa, DEFAULT_ALGORITHM, DEFAULT_SPAN, UnlockedCa};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};
use crate::report::sentence::expiry;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::constraint::Permission;

/// Create a CA, limited to local names by default
///
/// Writes the key, the certificate and an empty ledger to the CA directory. The CA is name-constrained: a
/// leaked key cannot issue valid certificates for anything but local names and private addresses. Use
/// --permit to allow more.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
    #[command(flatten)]
    subject: CaSubjectArgs,
    /// Also permit this domain and its subdomains, IP address, IP range or email address; repeatable
    #[arg(long, value_name = "NAME|RANGE", conflicts_with = "unconstrained", help_heading = "CA")]
    permit: Vec<Permission>,
    /// Do not restrict the names that the CA can issue for
    #[arg(long, help_heading = "CA")]
    unconstrained: bool,
    #[command(flatten)]
    below: IntermediateArgs,
    #[command(flatten)]
    validity: CaValidityArgs,
    #[command(flatten)]
    algorithm: CaAlgorithmArgs,
    #[command(flatten)]
    signature: SignatureArgs,
    /// Encrypt the key with a passphrase from SOURCE: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Key")]
    new_passphrase: Option<Source>,
    /// Keep an existing CA
    #[arg(long, help_heading = "Overwriting")]
    if_needed: bool,
    #[command(flatten)]
    faults: CaFaultArgs,
    #[command(flatten)]
    reproducible: ReproducibleArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca init
  devcert ca init --permit dev.example.com --permit 100.64.0.0/10
  # Encrypt the key with a passphrase
  devcert ca init --name 'Acme dev CA' --new-passphrase prompt
  # An intermediate CA, issued by the CA in the user data directory
  devcert ca init --intermediate --ca ./team-ca";

/// A CA that does not exist yet has no parent to default to.
const PARENT_HELP: &str = "Directory of the issuing CA [default: devcert/ca in the user data directory]";

/// What makes a CA stand below another.
#[derive(Debug, clap::Args)]
#[command(
    next_help_heading = "Intermediate CA",
    mut_arg("parent", |arg| arg.requires("intermediate").help(PARENT_HELP)),
    mut_arg("parent_passphrase", |arg| arg.requires("intermediate"))
)]
struct IntermediateArgs {
    /// Create an intermediate CA, issued by the CA in --parent; --permit then narrows the permitted names
    #[arg(long)]
    intermediate: bool,
    #[command(flatten)]
    parent: ParentArgs,
    /// Maximum number of further CA levels under this CA
    #[arg(long, value_name = "N", default_value = "0", requires = "intermediate")]
    path_length: u8,
}

/// What is deliberately wrong in the CA's certificate and its key.
#[derive(Debug, clap::Args)]
struct CaFaultArgs {
    #[command(flatten)]
    key: KeyFaultArgs,
    #[command(flatten)]
    signature: SignatureFaultArgs,
    #[command(flatten)]
    fields: FieldFaultArgs,
}

impl CaFaultArgs {
    fn faults(&self) -> Vec<Fault> {
        [self.key.faults(), self.signature.faults(), self.fields.faults()].concat()
    }
}

/// Which kind of key a CA gets.
#[derive(Debug, clap::Args)]
#[command(mut_arg("algorithm", |arg| arg.help(algorithm_help(DEFAULT_ALGORITHM))))]
struct CaAlgorithmArgs {
    #[command(flatten)]
    algorithm: AlgorithmArgs,
}

/// Makes a CA, or keeps the one that is there.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let faults = args.faults.faults();
    faults::check(&faults, args.if_needed)?;
    args.reproducible.apply(&[], cx)?;
    if args.if_needed
        && let Some(ca) = Ca::find(&args.ca.folder()?, cx)?
    {
        return kept(&ca, cx);
    }
    let validity = args.validity.validity(DEFAULT_SPAN, cx.date())?;
    let passphrase = args.new_passphrase.as_ref();
    let parent = args.parent(cx)?;
    let (validity, constraints) = match &parent {
        Some(parent) => {
            let constraints = args.names().constraints_below(&parent.ca)?;
            (parent.ca.clamp(validity, cx)?, constraints)
        }
        None => (validity, args.names().of_root()),
    };
    let folder = args.ca.folder()?;
    args.warn_of_names(cx);
    let passphrase = passphrase.map(|source| cx.new_passphrase("new-passphrase", source, "the CA's key"));
    let request = CreateCa {
        folder,
        subject: args.subject.requested(),
        algorithm: args.algorithm().unwrap_or(DEFAULT_ALGORITHM),
        validity,
        constraints,
        parent: parent.as_ref().map(|parent| (parent, args.below.path_length)),
        passphrase: passphrase.transpose()?,
        signature: args.signature(),
        faults: args.faults.fields.written(),
    };
    let UnlockedCa { ca, .. } = ops::run(&request, cx)?;
    authority::tell_made(&ca, cx);
    keys::warn_of_ca_limits(ca.certificate().public_key().algorithm(), cx);
    faults::warn(&ca.path(CERTIFICATE).display().to_string(), &faults, cx);
    Ok(report(&ca, Action::Created, cx).with_faults(faults::ids(&faults)))
}

impl Args {
    /// How the certificate is signed.
    fn signature(&self) -> SignatureRequest {
        self.reproducible.applied_to(self.faults.signature.applied_to(self.signature.request()))
    }

    /// The kind of key that is requested, if one is.
    fn algorithm(&self) -> Option<KeyAlgorithm> {
        self.faults.key.algorithm().or(self.algorithm.algorithm.asked())
    }

    /// What the CA may issue for.
    fn names(&self) -> CaNames {
        CaNames { permit: self.permit.clone(), unconstrained: self.unconstrained }
    }

    /// Warns of names for which it should not issue.
    fn warn_of_names(&self, cx: &mut Context) {
        authority::warn_of_public_suffixes(&self.permit, cx);
        if !self.below.intermediate && self.unconstrained {
            cx.warn("anyone who obtains this CA's key can impersonate any site; omit --unconstrained to limit the CA to local names".to_owned());
        }
    }

    /// The CA above it, ready to sign, when it is an intermediate.
    fn parent(&self, cx: &mut Context) -> Result<Option<UnlockedCa>, CommandError> {
        if !self.below.intermediate {
            return Ok(None);
        }
        let parent = authority::open(&CaArgs::or_default(self.below.parent.parent.as_ref()), cx)?;
        if parent.folder == self.ca.folder()? {
            let message =
                format!("{} is the parent CA's directory; the new CA needs its own", parent.folder.display());
            return Err(CommandError::new(message)
                .hint(Hint::again(vec![Edit::Set("ca", hint::free(&parent.folder).display().to_string())])));
        }
        parent.check(cx.date())?;
        parent.policy().check_depth().map_err(|unfit| parent.cannot_issue(unfit))?;
        self.below.parent.unlock(parent, cx).map(Some)
    }
}

fn kept(ca: &Ca, cx: &mut Context) -> Result<Outcome, CommandError> {
    ca.check(cx.now)?;
    let certificate = ca.certificate();
    cx.ui.note(format_args!(
        "unchanged {}: {}, expires {}",
        ca.path(CERTIFICATE).display(),
        certificate.subject(),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    Ok(report(ca, Action::Unchanged, cx))
}

fn report(ca: &Ca, action: Action, cx: &mut Context) -> Outcome {
    let certificate = ca.certificate();
    let path = |name| PathOrStdio::File(ca.path(name)).to_string();
    let key = FileReport::of_key(OutputRole::Key, path(KEY), action, certificate.public_key());
    cx.files("ca init", vec![key, authority::report(ca, action)])
}
