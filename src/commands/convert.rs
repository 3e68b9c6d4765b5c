//! `devcert convert`

mod anchors;
mod inputs;
mod new_passphrase;
mod plan;
mod result;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::error::CommandError;
use crate::cli::hint::{self, Hint};
use crate::cli::line::Edit;
use crate::cli::options::{CaArgs, FolderArgs, Format, LimitArgs};
use crate::cli::session::Session;
use crate::host::files::{Access, Overwrite};
use crate::host::passphrase::Source;
use crate::host::stdio::{self, Place};
use crate::ops::Batch;
use crate::ops::guard;
use crate::report::outcome::{FileReport, Outcome};
use devcert::encoding::pkcs12::Protection;
use devcert::model::secret::Secret;
use devcert::pki::bundle::{Bundle, FORMS, Form, PRESETS, Passphrase, Preset, Settings};
use new_passphrase::NewPassphrase;
use plan::{Job, Target};

/// Write keys and certificates in another form
///
/// Reads PEM, DER, base64, PKCS#12, PKCS#7, JSON Web Keys, OpenSSH keys and keys behind passphrases,
/// whatever the files are called, and writes what a program expects. A private key, and whatever holds one, is readable by you alone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files to read; - is standard input [default: DIR/private.pem and DIR/file.crt]
    #[arg(value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// Form to write [default: what the extension of --out means, or pem]
    #[arg(long, value_name = "FORM", value_parser = forms(), ignore_case = true, help_heading = "Form", conflicts_with = "preset")]
    to: Option<&'static Form>,
    /// Files of the names and forms that this program expects
    #[arg(long = "for", value_name = "PROGRAM", value_parser = presets(), ignore_case = true, help_heading = "Form")]
    preset: Option<&'static Preset>,
    /// Text or binary, for keys, public keys, one certificate and PKCS#7 [default: der when --out ends in .der, or pem]
    #[arg(long, value_name = "FORMAT", help_heading = "Form")]
    format: Option<Format>,
    /// PKCS#12 for old readers, in triple DES and SHA-1: macOS before 15, Windows Server 2016, Java
    /// before 8u301
    #[arg(long, help_heading = "Form")]
    legacy: bool,
    /// Friendly name in PKCS#12, alias in a trust store, name of a Kubernetes Secret, kid of a JWK,
    /// comment of an OpenSSH key
    #[arg(long, value_name = "NAME", help_heading = "Form")]
    name: Option<String>,
    /// Namespace of a Kubernetes Secret [default: that of kubectl]
    #[arg(long, value_name = "NAME", help_heading = "Form")]
    namespace: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
    /// File to write; - is standard output [default: a name that fits the form, in --out-dir]
    #[arg(long, short, value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Folder of the files to write [default: DIR]
    #[arg(long, value_name = "FOLDER", help_heading = "Files", conflicts_with = "out")]
    out_dir: Option<PathBuf>,
    /// Replace files that exist, an input of the same name too
    #[arg(long, short, help_heading = "Files that exist")]
    force: bool,
    /// Where the passphrase of the input comes from: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    passphrase: Option<Source>,
    /// Encrypt the private key, or the PKCS#12 file, with the passphrase from there, or with a random one
    /// that is written to a file: `new:PATH`
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    new_passphrase: Option<NewPassphrase>,
    #[command(flatten)]
    ca: CaArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert convert cert/private.pem --out cert/private.pem --force   take the passphrase off
  devcert convert --to pkcs12 --new-passphrase env:PASS             cert/identity.p12
  devcert convert site.p12 --to split --out-dir site                its key and its certificates
  devcert convert key.pem leaf.pem ca.pem --for haproxy
  devcert convert --for k8s --namespace web --out - | kubectl apply -f -
  export TLS_KEY=\"$(devcert convert key.pem --to base64 --out -)\"";

fn forms() -> impl TypedValueParser<Value = &'static Form> {
    // Who writes .p12 files calls the form so; another form's name is no alias.
    let aliases = |form: &Form| form.extensions.iter().filter(|one| Form::named(one).is_none()).copied();
    let values =
        FORMS.iter().map(move |form| PossibleValue::new(form.name).help(form.holds).aliases(aliases(form)));
    let known = |name: &str| Form::named(name).or_else(|| Form::of_extension(name));
    PossibleValuesParser::new(values)
        .try_map(move |name| known(&name.to_ascii_lowercase()).ok_or("no such form"))
}

fn presets() -> impl TypedValueParser<Value = &'static Preset> {
    let values = PRESETS.iter().map(|preset| {
        let files: Vec<_> = preset.files.iter().map(|file| file.name).collect();
        PossibleValue::new(preset.name).help(files.join(", ")).aliases(preset.aliases)
    });
    PossibleValuesParser::new(values)
        .try_map(|name| Preset::named(&name.to_ascii_lowercase()).ok_or("no such program"))
}

/// Reads everything, then writes everything.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let jobs = plan::jobs(args);
    plan::check_options(args, &jobs)?;
    let overwrite = Overwrite::when(args.force);
    let secret = args.new_passphrase.as_ref().and_then(NewPassphrase::place);
    let places: Vec<_> = jobs.iter().map(Job::representative).chain(secret.clone()).collect();
    let outputs = Batch::open_any(&places, session)?;
    secret.iter().try_for_each(guard::refuse_to_replace)?;
    let check = || {
        let known = jobs.iter().filter(|job| job.is_one_file()).map(Job::representative);
        known.chain(secret.clone()).try_for_each(|place| outputs.check(&place, overwrite))?;
        Ok(())
    };
    let mut bundle = inputs::read(args, &check, session)?;
    warn_of_left_out(&bundle, session);
    anchors::add_own_ca(&mut bundle, &jobs, args, session)?;
    let targets = plan::targets(&jobs, &bundle)?;
    check()?;
    for target in &targets {
        refuse_terminal(target)?;
        inputs::keep_ca(args, target)?;
        outputs.check(&target.place, overwrite)?;
    }
    inputs::keep_keys(args, &bundle, &targets)?;
    warn_of_strangers(&bundle, &targets, session);
    let files = write_all(args, &bundle, &targets, outputs, session)?;
    if let (Some(preset), Some(job), None) = (args.preset, jobs.first(), &args.out) {
        let notes = result::notes(preset, &job.folder, args.new_passphrase.as_ref());
        for note in notes {
            session.ui.note(note);
        }
    }
    Ok(session.files("convert", files))
}

/// What was found in the input and is not written.
fn warn_of_left_out(bundle: &Bundle, session: &mut Session) {
    for kind in &bundle.left_out {
        session.warn(format!("left out {kind}, which no form of convert holds"));
    }
    match bundle.repeated {
        0 => {}
        1 => session.warn("left out an object that is in the input twice".to_owned()),
        count => session.warn(format!("left out {count} objects that are in the input more than once")),
    }
}

/// Writes the files, and that of a new passphrase, and says so.
fn write_all(
    args: &Args,
    bundle: &Bundle,
    targets: &[Target<'_>],
    mut outputs: Batch,
    session: &mut Session,
) -> Result<Vec<FileReport>, CommandError> {
    let overwrite = Overwrite::when(args.force);
    let passphrase = new_passphrase(args, targets, session)?;
    let mut files = Vec::new();
    for target in targets {
        let contents = write(args, bundle, target, passphrase.as_ref(), session)?;
        outputs.add(&target.place, contents.expose(), target.access(), overwrite);
        files.push(result::report(target));
    }
    let secret = args.new_passphrase.as_ref().and_then(NewPassphrase::place);
    if let (Some(place), Some(passphrase)) = (&secret, &passphrase) {
        let line = Secret::new([passphrase.expose(), b"\n"].concat());
        outputs.add(place, line.expose(), Access::Secret, overwrite);
    }
    outputs.commit(session)?;
    for target in targets {
        let sealed = passphrase.is_some() && target.takes_passphrase();
        session.ui.note(result::line(target, sealed));
    }
    if let Some(place) = &secret {
        session.ui.note(format_args!("made {place}: the passphrase"));
    }
    Ok(files)
}

fn write(
    args: &Args,
    bundle: &Bundle,
    target: &Target<'_>,
    passphrase: Option<&Secret>,
    session: &mut Session,
) -> Result<Secret, CommandError> {
    let legacy = args.legacy || args.preset.is_some_and(|preset| preset.legacy);
    // What something was called elsewhere is no name of a Kubernetes Secret.
    let found = bundle.name.as_deref().filter(|_| target.form.name != "k8s");
    let mut settings = Settings {
        passphrase: passphrase.filter(|_| target.takes_passphrase()),
        protection: if legacy { Protection::Legacy } else { Protection::Modern },
        name: args.name.as_deref().or(found),
        namespace: args.namespace.as_deref(),
        der: target.der,
        rng: &mut session.rng,
    };
    target.form.write(&target.part.selection, &mut settings).map_err(|error| result::write_error(&error))
}

/// Bytes that are no text would leave a terminal in disorder.
fn refuse_terminal(target: &Target<'_>) -> Result<(), CommandError> {
    let binary = target.form.binary || target.der;
    if target.place == Place::Stdio && binary && stdio::stdout_is_terminal() {
        let message = format!("{} is binary, and standard output is a terminal", target.form.title);
        return Err(CommandError::new(message).hint("name a file with --out, or pipe it into a program"));
    }
    Ok(())
}

/// What encrypts the outputs, if anything does.
fn new_passphrase(
    args: &Args,
    targets: &[Target<'_>],
    session: &mut Session,
) -> Result<Option<Secret>, CommandError> {
    let required = targets.iter().find(|target| target.form.passphrase == Passphrase::Required);
    let source = match (&args.new_passphrase, required) {
        (None, None) => return Ok(None),
        (Some(NewPassphrase::Created(_)), _) if targets.iter().any(Target::takes_passphrase) => {
            return Ok(Some(new_passphrase::random(session)));
        }
        (Some(NewPassphrase::Created(_)), _) => return Err(result::no_use_for_passphrase(targets)),
        (Some(NewPassphrase::Of(source)), _) => source.clone(),
        (None, Some(_)) if stdio::stdin_is_terminal() => Source::Prompt,
        (None, Some(target)) => {
            let message = format!("{} is written behind a passphrase, and none was given", target.form.title);
            return Err(CommandError::new(message)
                .hint(random_passphrase(&target.place))
                .hint("add --new-passphrase env:NAME, file:PATH or stdin"));
        }
    };
    if !targets.iter().any(Target::takes_passphrase) {
        return Err(result::no_use_for_passphrase(targets));
    }
    let what = targets.first().map_or_else(String::new, |target| target.place.to_string());
    session.new_passphrase("new-passphrase", &source, &what).map(Some)
}

/// The command line with a new passphrase, in a file beside the output.
fn random_passphrase(output: &Place) -> Hint {
    let mut file = output.path().map_or_else(|| "passphrase".into(), |path| path.as_os_str().to_owned());
    file.push(".pass");
    let source = format!("new:{}", hint::free(Path::new(&file)).display());
    Hint::again(vec![Edit::Set("new-passphrase", source)]).note("writes a random passphrase to that file")
}

/// Certificates that a chain does not need stay behind.
fn warn_of_strangers(bundle: &Bundle, targets: &[Target<'_>], session: &mut Session) {
    let written = |der: &[u8]| {
        let selections = targets.iter().map(|target| &target.part.selection);
        selections.flat_map(|one| one.certificates.iter().chain(&one.trusted)).any(|one| one.der() == der)
    };
    // A trust store leaves out the certificates of servers, which is what it is for.
    let chains = targets.iter().filter(|target| !target.form.is_trusted_alone());
    let chain_wanted = chains.flat_map(|target| &target.part.selection.certificates).next().is_some();
    let strangers = bundle.certificates.iter().filter(|one| chain_wanted && !written(one.der()));
    for stranger in strangers {
        let used = targets.iter().flat_map(|target| &target.part.selection.certificates);
        let why = bundle.surplus(stranger, used.copied());
        let subject = stranger.subject().to_string();
        session.warn(format!(
            "left out the certificate of {}, which {why}",
            crate::report::sanitize::sanitize(&subject)
        ));
    }
}

impl Target<'_> {
    /// Whoever holds a private key keeps it to its owner.
    fn access(&self) -> Access {
        match self.part.selection.keys.is_empty() {
            true => Access::Public,
            false => Access::Secret,
        }
    }

    /// Whether a passphrase changes what is written.
    fn takes_passphrase(&self) -> bool {
        match self.form.passphrase {
            Passphrase::Required | Passphrase::Usual => true,
            Passphrase::Optional => !self.part.selection.keys.is_empty(),
            Passphrase::Unfit(_) => false,
        }
    }
}
