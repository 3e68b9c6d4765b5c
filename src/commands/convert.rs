//! `devcert convert`

mod anchors;
mod args;
mod inputs;
mod new_passphrase;
mod plan;
mod result;

use std::path::Path;

pub(super) use args::Args;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::{self, Hint};
use crate::cli::line::Edit;
use crate::cli::surroundings::Surroundings;
use crate::host::passphrase::Source;
use crate::host::stdio::{self, PathOrStdio};
use crate::ops::convert::{Convert, ConvertOutput, Outputs};
use crate::ops::fault::ConvertFault;
use crate::ops::{self, Operation as _};
use crate::report::outcome::Outcome;
use crate::report::sanitize::sanitize;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::pkcs12::Protection;
use devcert::model::secret::Secret;
use devcert::pki::bundle::{Bundle, Passphrase, SelectError};
use new_passphrase::NewPassphrase;

/// Reads everything, then writes everything.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let outputs = plan::outputs(args);
    plan::check_options(args, &outputs.jobs)?;
    let mut batch = outputs.open(cx)?;
    let inputs = inputs::places(args);
    let mut bundle = inputs::read(args, &inputs, &|| Ok(outputs.check(&batch)?), cx)?;
    warn_of_left_out(&bundle, cx);
    anchors::add_own_ca(&mut bundle, &outputs.jobs, args, cx)?;
    let inputs: Vec<_> = inputs.into_iter().map(|(place, _)| place).collect();
    let targets = outputs.targets(&bundle).map_err(|error| with_key(error, &bundle, &inputs))?;
    let mut request = request(args, &outputs, &inputs, &bundle);
    targets.iter().try_for_each(refuse_terminal)?;
    request.check_targets(&targets, &batch)?;
    warn_of_strangers(&bundle, &targets, cx);
    request.passphrase = new_passphrase(args, &targets, cx)?;
    request.prepare(&mut batch, cx)?;
    batch.commit(cx)?;
    tell(args, &request, &targets, cx);
    Ok(cx.files("convert", targets.iter().map(result::report).collect()))
}

/// The error, with the command that adds the private key, if that is what the input lacks and it is in a file nearby.
fn with_key(error: ops::Error, bundle: &Bundle, inputs: &[PathOrStdio]) -> CommandError {
    let lacks_key = |fault: &ConvertFault| {
        matches!(fault, ConvertFault::Select { error: SelectError::Missing("private key"), .. })
    };
    let lacks_key = matches!(&error, ops::Error::Convert(fault) if lacks_key(fault));
    let nearby = || {
        let paths: Vec<&Path> = inputs.iter().filter_map(PathOrStdio::path).collect();
        let beside = paths.first()?.display().to_string();
        Surroundings::of(&paths).key_of(bundle.certificates.first()?.public_key(), &[], &beside)
    };
    let form = match &error {
        ops::Error::Convert(fault) => fault.form(),
        _ => None,
    };
    let are_of_cas = !bundle.certificates.is_empty() && bundle.certificates.iter().all(Certificate::is_ca);
    let at = CommandError::from(error);
    if lacks_key && form == Some("pkcs12") && are_of_cas {
        let store = Hint::again(vec![Edit::Set("to", "truststore".to_owned())]).or("use --to truststore");
        return CommandError { hints: Vec::new(), ..at }
            .hint(store.note("a CA's certificate, without its key"));
    }
    match lacks_key.then(nearby).flatten() {
        Some(key) => CommandError { hints: Vec::new(), ..at }
            .hint(Hint::again(vec![Edit::Add(key)]).note("adds the certificate's key")),
        None => at,
    }
}

fn request<'a>(
    args: &'a Args,
    outputs: &'a Outputs,
    inputs: &'a [PathOrStdio],
    bundle: &'a Bundle,
) -> Convert<'a> {
    let legacy = args.legacy || args.preset.is_some_and(|preset| preset.legacy);
    Convert {
        outputs,
        inputs,
        bundle,
        passphrase: None,
        protection: if legacy { Protection::Legacy } else { Protection::Modern },
        name: args.name.as_deref(),
        namespace: args.namespace.as_deref(),
    }
}

/// Says what was written, and what a program does with it.
fn tell(args: &Args, request: &Convert<'_>, targets: &[ConvertOutput<'_>], cx: &Context) {
    for target in targets {
        let sealed = request.passphrase.is_some() && target.takes_passphrase();
        cx.ui.note(result::line(target, sealed));
    }
    if let Some(place) = &request.outputs.passphrase {
        cx.ui.note(format_args!("created {place}: the passphrase"));
    }
    if let (Some(preset), Some(job), None) = (args.preset, request.outputs.jobs.first(), &args.out) {
        for note in result::notes(preset, &job.folder, args.new_passphrase.as_ref()) {
            cx.ui.note(note);
        }
    }
}

/// What was found in the input and is not written.
fn warn_of_left_out(bundle: &Bundle, cx: &mut Context) {
    for kind in &bundle.left_out {
        cx.warn(format!("skipped {kind}: no output format supports it"));
    }
    match bundle.repeated {
        0 => {}
        1 => cx.warn("skipped an object that is in the input twice".to_owned()),
        count => cx.warn(format!("skipped {count} objects that are in the input more than once")),
    }
}

/// Bytes that are no text would leave a terminal in disorder.
fn refuse_terminal(target: &ConvertOutput<'_>) -> Result<(), CommandError> {
    let binary = target.form.binary || target.der;
    if target.place == PathOrStdio::Stdio && binary && stdio::stdout_is_terminal() {
        let message = format!("{} is binary, and standard output is a terminal", target.form.title);
        return Err(CommandError::new(message).hint("specify a file with --out, or pipe it into a program"));
    }
    Ok(())
}

/// What encrypts the outputs, if anything does.
fn new_passphrase(
    args: &Args,
    targets: &[ConvertOutput<'_>],
    cx: &mut Context,
) -> Result<Option<Secret>, CommandError> {
    let required = targets.iter().find(|target| target.form.passphrase == Passphrase::Required);
    let source = match (&args.new_passphrase, required) {
        (None, None) => return Ok(None),
        (Some(NewPassphrase::Created(_)), _) if targets.iter().any(ConvertOutput::takes_passphrase) => {
            return Ok(Some(new_passphrase::random(cx)));
        }
        (Some(NewPassphrase::Created(_)), _) => return Err(result::no_use_for_passphrase(targets)),
        (Some(NewPassphrase::Of(source)), _) => source.clone(),
        (None, Some(_)) if stdio::stdin_is_terminal() => Source::Prompt,
        (None, Some(target)) => {
            let message = format!("{} needs a passphrase, but none was given", target.form.title);
            return Err(CommandError::new(message)
                .hint(random_passphrase(&target.place))
                .hint("add --new-passphrase env:NAME, file:PATH or stdin"));
        }
    };
    if !targets.iter().any(ConvertOutput::takes_passphrase) {
        return Err(result::no_use_for_passphrase(targets));
    }
    let what = targets.first().map_or_else(String::new, |target| target.place.to_string());
    cx.new_passphrase("new-passphrase", &source, &what).map(Some)
}

/// The command line with a new passphrase, in a file beside the output.
fn random_passphrase(output: &PathOrStdio) -> Hint {
    let mut file = output.path().map_or_else(|| "passphrase".into(), |path| path.as_os_str().to_owned());
    file.push(".pass");
    let source = format!("new:{}", hint::free(Path::new(&file)).display());
    Hint::again(vec![Edit::Set("new-passphrase", source)]).note("writes a random passphrase to that file")
}

/// Certificates that a chain does not need stay behind.
fn warn_of_strangers(bundle: &Bundle, targets: &[ConvertOutput<'_>], cx: &mut Context) {
    let written = |der: &[u8]| {
        let selections = targets.iter().map(|target| &target.part.selection);
        selections.flat_map(|one| one.certificates.iter().chain(&one.trusted)).any(|one| one.der() == der)
    };
    // A trust store leaves out the certificates of servers, which is what it is for.
    let chains = targets.iter().filter(|target| !target.form.is_trusted_alone());
    let chain_wanted = chains.flat_map(|target| &target.part.selection.certificates).next().is_some();
    let unrelated = bundle.certificates.iter().filter(|one| chain_wanted && !written(one.der()));
    for stranger in unrelated {
        let used = targets.iter().flat_map(|target| &target.part.selection.certificates);
        let why = bundle.surplus(stranger, used.copied());
        let subject = stranger.subject().to_string();
        cx.warn(format!("skipped the certificate of {}: {why}", sanitize(&subject)));
    }
}
