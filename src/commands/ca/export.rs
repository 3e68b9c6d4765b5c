//! `devcert ca export`

use std::path::PathBuf;

use clap::ValueEnum;

use crate::ca::{layout, mobileconfig};
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::CaArgs;
use crate::cli::outputs;
use crate::cli::paths::shell_path;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::{self, PathOrStdio};
use crate::ops::Batch;
use crate::ops::ca::{Ca, chain_file};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};
use devcert::model::validity::day;

/// Export the CA's certificate for phones, containers and other machines
///
/// Never writes the private key. The certificates of an intermediate CA's issuers follow its own; DER
/// contains one certificate, the root.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
    /// File format [default: from the extension of --out, or pem]
    #[arg(long, alias = "format", value_name = "FORMAT", help_heading = "Output format")]
    outform: Option<Format>,
    /// File to write; - is standard output
    #[arg(long, short, alias = "output", value_name = "FILE", default_value = "-", help_heading = "Files")]
    out: PathBuf,
    /// Replace an existing file
    #[arg(long, short, help_heading = "Overwriting")]
    force: bool,
}

/// The formats of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text, for most programs
    Pem,
    /// Binary, for Android and Windows
    Der,
    /// Configuration profile, for iPhone, iPad and Mac
    Mobileconfig,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca export > ca.crt
  # For iPhone, iPad and Mac
  devcert ca export --out ca.mobileconfig
  # For Android
  devcert ca export --outform der --out ca.cer";

/// Writes the certificates in one file.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let place = PathOrStdio::new(&args.out);
    let format = args.format();
    outputs::check_stdout(&place, false, cx)?;
    if format == Format::Der && place == PathOrStdio::Stdio && stdio::stdout_is_terminal() {
        return Err(CommandError::new("DER is binary, and standard output is a terminal")
            .hint("specify a file with --out, or pipe it into a program"));
    }
    let ca = authority::open(&args.ca, cx)?;
    args.check_extension(&ca)?;
    let overwrite = Overwrite::when(args.force);
    let mut batch = Batch::open(std::slice::from_ref(&place), cx)?;
    batch.check(&place, overwrite)?;
    batch.add(&place, &format.contents(&ca), Access::Public, overwrite);
    batch.commit(cx)?;
    let root = ca.root();
    let certificate = if format == Format::Der { root } else { ca.certificate() };
    let (made, subject) = (place.made(), certificate.subject());
    cx.ui.note(format_args!(
        "{made}: CA certificate of {subject}, expires {} ({})",
        day(certificate.not_after()),
        format.title()
    ));
    let mut report = FileReport::of_certificate(&place, Action::Created, certificate);
    (report.role, report.format) = (OutputRole::Ca, Some(format.name()));
    Ok(cx.files("ca export", vec![report]))
}

impl Args {
    /// The extension of the file in lower case, where no format is specified.
    fn extension(&self) -> String {
        let extension = self.out.extension().filter(|_| self.outform.is_none());
        extension.and_then(|one| one.to_str()).unwrap_or_default().to_ascii_lowercase()
    }

    /// Fails for the extension of a format that another command writes.
    fn check_extension(&self, ca: &Ca) -> Result<(), CommandError> {
        let (to, out) = match self.extension().as_str() {
            "p12" | "pfx" => ("truststore", self.out.clone()),
            "jks" => ("truststore", self.out.with_extension("p12")),
            "p7b" | "p7c" => ("pkcs7", self.out.clone()),
            _ => return Ok(()),
        };
        let [certificate, out] = [ca.path(layout::CERTIFICATE), out].map(|path| shell_path(&path));
        let error = CommandError::new(format_args!(
            "{}: ca export writes PEM, DER and configuration profiles only",
            self.out.display()
        ));
        Err(error.hint(Hint::command(format!("devcert convert {certificate} --to {to} --out {out}"))))
    }

    fn format(&self) -> Format {
        self.outform.unwrap_or_else(|| match self.extension().as_str() {
            "der" => Format::Der,
            "mobileconfig" => Format::Mobileconfig,
            _ => Format::Pem,
        })
    }
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Der => "der",
            Self::Mobileconfig => "mobileconfig",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Der => "DER",
            Self::Mobileconfig => "configuration profile",
        }
    }

    fn contents(self, ca: &Ca) -> Vec<u8> {
        match self {
            Self::Pem => chain_file(ca.chain()),
            Self::Der => ca.root().der().to_vec(),
            Self::Mobileconfig => mobileconfig::profile(ca.chain()).into_bytes(),
        }
    }
}
