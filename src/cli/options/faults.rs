//! Deliberate faults in keys and certificates, for tests of the programs that must reject them.
//!
//! Every option begins with `--unsafe-`, and none has an alias, an environment variable or an effect on a
//! file that is kept, so that no fault comes about by accident.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::extension::Extra;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::ops::SignatureRequest;
use devcert::key::SignatureChoice;
use devcert::model::algorithm::{DigestAlgorithm, KeyAlgorithm, RsaBits};
use devcert::model::oid::Oid;
use devcert::model::serial::SerialNumber;
use devcert::model::validity::{Moment, shown};
use devcert::pki::Faults;

/// The key that a certificate or a request is about.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct KeyFaultArgs {
    /// Generate an RSA key of this size, from 512 bits on; clients must reject keys under 2048 bits
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = weak_bits, conflicts_with_all = ["algorithm", "bits"])]
    unsafe_bits: Option<RsaBits>,
}

/// How something is signed.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct SignatureFaultArgs {
    /// Sign with md5 or sha1; clients must reject the signature
    #[arg(long, hide_short_help = true, value_name = "DIGEST", hide_possible_values = true, value_parser = digests())]
    unsafe_digest: Option<DigestAlgorithm>,
}

/// The fields that every certificate has.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct FieldFaultArgs {
    /// Write this serial number, in hexadecimal: zero (00), negative (-01), or one that is in use already
    #[arg(
        id = "unsafe_serial",
        long = "unsafe-serial",
        hide_short_help = true,
        value_name = "HEX",
        allow_hyphen_values = true
    )]
    serial: Option<SerialNumber>,
    /// Write this start of validity without any check: before the CA's, after the end, or in the year 0001
    #[arg(id = "unsafe_not_before", long = "unsafe-not-before", hide_short_help = true, value_name = "DATE")]
    not_before: Option<Moment>,
    /// Write this expiry date without any check: after the CA's, before the start, or in the year 9999
    #[arg(id = "unsafe_not_after", long = "unsafe-not-after", hide_short_help = true, value_name = "DATE")]
    not_after: Option<Moment>,
}

/// What a server's certificate says about itself.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct LeafFaultArgs {
    /// Omit the SANs; clients must not fall back to the common name
    #[arg(id = "unsafe_no_san", long = "unsafe-no-san", hide_short_help = true)]
    no_san: bool,
    /// Mark the certificate as a CA certificate (CA:TRUE); clients must not accept it from a server
    #[arg(id = "unsafe_ca", long = "unsafe-ca", hide_short_help = true)]
    ca: bool,
    /// Write an extension without any check, instead of the certificate's own of the same type: OID=HEX or
    /// OID=der:FILE, with `critical,` in front of the value if it is critical; repeatable
    #[arg(
        id = "unsafe_extension",
        long = "unsafe-extension",
        hide_short_help = true,
        value_name = "EXTENSION"
    )]
    extension: Vec<Extra>,
}

/// All faults of a certificate and its key.
#[derive(Debug, Args)]
pub(crate) struct FaultArgs {
    #[command(flatten)]
    pub(crate) key: KeyFaultArgs,
    #[command(flatten)]
    pub(crate) signature: SignatureFaultArgs,
    #[command(flatten)]
    pub(crate) fields: FieldFaultArgs,
    #[command(flatten)]
    pub(crate) leaf: LeafFaultArgs,
}

/// Where these options are in the help.
const HEADING: &str = "Deliberate faults (to test that clients reject them)";

/// A fault in words, and in the JSON.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The option without `--unsafe-`.
    pub(crate) id: &'static str,
    /// What is wrong.
    text: String,
}

impl Fault {
    fn new(id: &'static str, text: impl Into<String>) -> Self {
        Self { id, text: text.into() }
    }
}

impl KeyFaultArgs {
    /// The key that is requested, if one is.
    pub(crate) fn algorithm(&self) -> Option<KeyAlgorithm> {
        self.unsafe_bits.map(KeyAlgorithm::Rsa)
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let text = |bits: RsaBits| format!("{}-bit RSA key", bits.get());
        self.unsafe_bits.map(|bits| Fault::new("bits", text(bits))).into_iter().collect()
    }
}

impl SignatureFaultArgs {
    /// The signature that is requested, with the digest of the option in the place of another.
    pub(crate) fn applied_to(&self, request: SignatureRequest) -> SignatureRequest {
        let Some(digest) = self.unsafe_digest else { return request };
        let choice = request.choice.map(|choice| choice.with_digest(digest));
        let choice = Some(choice.unwrap_or(SignatureChoice::of_digest(digest)));
        SignatureRequest { choice, ..request }
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let text = |digest| format!("signature with {digest}");
        self.unsafe_digest.map(|digest| Fault::new("digest", text(digest))).into_iter().collect()
    }
}

impl FieldFaultArgs {
    /// What is written.
    pub(crate) fn written(&self) -> Faults {
        Faults {
            serial: self.serial.clone(),
            not_before: self.not_before.map(|moment| moment.0),
            not_after: self.not_after.map(|moment| moment.0),
            ..Faults::default()
        }
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let serial = self.serial.as_ref();
        let serial = serial.map(|serial| Fault::new("serial", format!("serial number {serial}")));
        let date = |id, what, moment: Moment| Fault::new(id, format!("{what} {}", shown(&moment.0)));
        let start = self.not_before.map(|moment| date("not-before", "valid from", moment));
        let end = self.not_after.map(|moment| date("not-after", "expires", moment));
        serial.into_iter().chain(start).chain(end).collect()
    }
}

impl LeafFaultArgs {
    /// What is written, in addition to `faults`.
    pub(crate) fn written(&self, faults: Faults) -> Result<Faults, CommandError> {
        let extensions = self.extension.iter().map(Extra::unchecked).collect::<Result<_, _>>()?;
        Ok(Faults { no_names: self.no_san, ca: self.ca, extensions, ..faults })
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let names = self.no_san.then(|| Fault::new("no-san", "no SANs"));
        let ca = self.ca.then(|| Fault::new("ca", "marked as a CA certificate"));
        let oids: Vec<Oid> = self.extension.iter().map(Extra::oid).collect();
        let extensions = oids.iter().map(|oid| Fault::new("extension", format!("extension {oid}")));
        names.into_iter().chain(ca).chain(extensions).collect()
    }
}

impl FaultArgs {
    /// What is written into the certificate.
    pub(crate) fn written(&self) -> Result<Faults, CommandError> {
        self.leaf.written(self.fields.written())
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let (key, signature) = (self.key.faults(), self.signature.faults());
        [key, signature, self.fields.faults(), self.leaf.faults()].concat()
    }
}

/// Fails if existing files would be kept: devcert cannot detect whether they have the faults.
pub(crate) fn check(faults: &[Fault], if_needed: bool) -> Result<(), CommandError> {
    match faults.first().filter(|_| if_needed) {
        Some(fault) => {
            Err(CommandError::new(format_args!("--if-needed cannot be used with --unsafe-{}", fault.id))
                .hint(Hint::again(vec![Edit::Remove("if-needed")])))
        }
        None => Ok(()),
    }
}

/// The faults in the JSON, each once.
pub(crate) fn ids(faults: &[Fault]) -> Vec<&'static str> {
    let mut ids: Vec<_> = faults.iter().map(|fault| fault.id).collect();
    ids.dedup();
    ids
}

/// Warns of the faults in what was written to `place`.
pub(crate) fn warn(place: &str, faults: &[Fault], cx: &mut Context) {
    let texts: Vec<_> = faults.iter().map(|fault| fault.text.as_str()).collect();
    if !texts.is_empty() {
        cx.warn(format!(
            "{place}: deliberately wrong ({}); use it only to test that clients reject it",
            texts.join(", ")
        ));
    }
}

/// The names of the digests that can be forged.
const DIGESTS: [(&str, DigestAlgorithm); 2] =
    [("md5", DigestAlgorithm::Md5), ("sha1", DigestAlgorithm::Sha1)];

fn digests() -> impl clap::builder::TypedValueParser<Value = DigestAlgorithm> {
    let named = |name: String| DIGESTS.iter().find(|(one, _)| *one == name).map(|(_, digest)| *digest);
    PossibleValuesParser::new(DIGESTS.map(|(name, _)| name))
        .try_map(move |name| named(name).ok_or("not a digest"))
}

fn weak_bits(text: &str) -> Result<RsaBits, String> {
    let bits = text.parse().map_err(|_| format!("\"{text}\" is not a number of bits"))?;
    RsaBits::weak(bits).map_err(|error| error.to_string())
}
