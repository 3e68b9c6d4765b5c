//! Which files are written.

use std::path::Path;

use super::args::Args;
use super::new_passphrase::NewPassphrase;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::Format;
use crate::host::stdio::PathOrStdio;
use crate::ops::Existing;
use crate::ops::convert::{Job, Outputs};
use devcert::pki::bundle::Form;

/// The files to write.
pub(super) fn outputs(args: &Args) -> Outputs {
    Outputs {
        jobs: jobs(args),
        passphrase: args.new_passphrase.as_ref().and_then(NewPassphrase::place),
        existing: if args.force { Existing::Replace } else { Existing::Refuse },
    }
}

/// The forms that were asked for: one, or those of a preset.
fn jobs(args: &Args) -> Vec<Job> {
    let folder = args.out_dir.clone().unwrap_or_else(|| args.folder.folder().to_owned());
    let der = args.outform == Some(Format::Der);
    if let Some(preset) = args.preset {
        let forms = preset.files.iter().filter_map(|file| Some((Form::named(file.form)?, file.name)));
        let jobs = forms.map(|(form, name)| {
            let file =
                args.out.as_deref().map_or_else(|| PathOrStdio::File(folder.join(name)), PathOrStdio::new);
            Job { form, file: Some(file), folder: folder.clone(), der }
        });
        return jobs.collect();
    }
    let extension = args.out.as_deref().and_then(Path::extension).and_then(|one| one.to_str());
    let meant = extension.and_then(Form::of_extension);
    // A file of unspecified form that shall be binary is the one object.
    let usual = if der { "der" } else { "pem" };
    let form = args.to.or(meant.filter(|form| !der || form.name != "pem")).or_else(|| Form::named(usual));
    let der = der || (args.outform.is_none() && meant.is_some_and(|form| form.name == "der"));
    let file = args.out.as_deref().map(PathOrStdio::new);
    form.map(|form| Job { form, file, folder, der }).into_iter().collect()
}

/// Fails where an option has no effect on any of the forms.
pub(super) fn check_options(args: &Args, jobs: &[Job]) -> Result<(), CommandError> {
    check_keystore(args)?;
    check_one_file(args)?;
    let any = |has: &dyn Fn(&Form) -> bool| jobs.iter().any(|job| has(job.form));
    let names = || jobs.iter().map(|job| job.form.title).collect::<Vec<_>>().join(" and ");
    let unused = [
        (args.legacy && !any(&Form::is_pkcs12), "--legacy is for PKCS#12"),
        (args.name.is_some() && !any(&Form::has_name), "this format has no field for --name"),
        (args.namespace.is_some() && !any(&Form::has_namespace), "--namespace is for Kubernetes Secrets"),
        (args.ca.is_named() && !any(&Form::has_trusted), "--ca is for CA certificates and trust stores"),
        (
            args.outform == Some(Format::Der)
                && jobs.iter().any(|job| !job.form.has_formats() && !job.form.binary),
            "--outform der: this format is text",
        ),
        (
            args.outform == Some(Format::Pem) && any(&|form| form.binary),
            "--outform pem: this format is binary",
        ),
    ];
    match unused.into_iter().find(|(is_unused, _)| *is_unused) {
        Some((_, reason)) => Err(CommandError::new(format_args!("{reason}, but the output is {}", names()))
            .hint("omit the option, or choose another format with --to")),
        None => Ok(()),
    }
}

/// Refuses one file for a program that reads several.
fn check_one_file(args: &Args) -> Result<(), CommandError> {
    let (Some(preset), Some(out)) = (args.preset, &args.out) else { return Ok(()) };
    if preset.files.len() == 1 {
        return Ok(());
    }
    let files: Vec<_> = preset.files.iter().map(|file| file.name).collect();
    let problem = format!(
        "--out {} is one file, and {} reads {}: {}",
        out.display(),
        preset.program,
        files.len(),
        files.join(", ")
    );
    Err(CommandError::new(problem).hint("specify a directory with --out-dir"))
}

/// Refuses a file that is called a keystore in a format of Java's own and would be PEM.
fn check_keystore(args: &Args) -> Result<(), CommandError> {
    const KEYSTORES: [&str; 4] = ["jks", "jceks", "bks", "keystore"];
    let Some(out) = args.out.as_deref().filter(|_| args.to.is_none()) else { return Ok(()) };
    let extension = out.extension().and_then(|one| one.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !KEYSTORES.contains(&extension.as_str()) {
        return Ok(());
    }
    let pkcs12 = out.with_extension("p12").display().to_string();
    let problem = format!("{}: keystores of type {extension} are not supported", out.display());
    Err(CommandError::new(problem)
        .hint(Hint::again(vec![Edit::Set("out", pkcs12)]).note("Java reads PKCS#12")))
}
