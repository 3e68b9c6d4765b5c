//! Which algorithms protect a new PKCS#12 file.

use crate::openssl::digests;
use crate::openssl::failure::Failure;
use crate::openssl::keys::ROUNDS;
use crate::openssl::options::Line;
use devcert::encoding::encrypted_key::{KeyCipher, Prf, Scheme};
use devcert::model::algorithm::DigestAlgorithm;
use devcert::text;

/// The encryptions by the short and long names of their objects.
const SCHEMES: [(&str, &str, Scheme); 8] = [
    ("AES-128-CBC", "aes-128-cbc", Scheme::Pbes2(KeyCipher::Aes128, Prf::Sha256)),
    ("AES-192-CBC", "aes-192-cbc", Scheme::Pbes2(KeyCipher::Aes192, Prf::Sha256)),
    ("AES-256-CBC", "aes-256-cbc", AES),
    ("DES-EDE3-CBC", "des-ede3-cbc", Scheme::Pbes2(KeyCipher::TripleDes, Prf::Sha256)),
    ("PBE-SHA1-2DES", "pbeWithSHA1And2-KeyTripleDES-CBC", Scheme::TwoKeyTripleDes),
    ("PBE-SHA1-3DES", "pbeWithSHA1And3-KeyTripleDES-CBC", Scheme::TripleDes),
    ("PBE-SHA1-RC2-128", "pbeWithSHA1And128BitRC2-CBC", Scheme::Rc2),
    ("PBE-SHA1-RC2-40", "pbeWithSHA1And40BitRC2-CBC", Scheme::ShortRc2),
];

const AES: Scheme = Scheme::Pbes2(KeyCipher::Aes256, Prf::Sha256);

/// The length of the check value's salt, in bytes: what openssl chooses and shows.
pub(super) const SALT_BYTES: usize = 8;

/// The algorithms that the options choose.
pub(super) struct Protection {
    /// The encryption of the certificates; `None` for none.
    pub certificates: Option<Scheme>,
    /// The encryption of the key; `None` for none.
    pub key: Option<Scheme>,
    /// The rounds of both.
    pub rounds: u32,
    /// The rounds of the check value; `None` for no check value.
    pub mac_rounds: Option<u32>,
    digest: Option<String>,
}

impl Protection {
    /// The algorithms of a command line, on which the last option wins.
    ///
    /// # Errors
    /// An encryption that openssl or devcert does not know.
    pub(super) fn of(line: &Line) -> Result<Self, Failure> {
        let (mut certificates, mut key) = (None, None);
        let (mut rounds, mut mac_rounds) = (ROUNDS, Some(ROUNDS));
        let number = line.number("iter").map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        for option in line.in_order() {
            match option {
                "certpbe" => certificates = line.value(option).map(named).transpose()?,
                "keypbe" => key = line.value(option).map(named).transpose()?,
                "descert" => certificates = Some(Some(Scheme::TripleDes)),
                "nomac" => (certificates, mac_rounds) = (Some(None), None),
                "iter" => (rounds, mac_rounds) = (number.unwrap_or(rounds), number),
                "noiter" => rounds = 1,
                "nomaciter" => mac_rounds = Some(1),
                _ => {}
            }
        }
        let is_legacy = line.has("legacy");
        let default = |scheme| Some(if is_legacy { scheme } else { AES });
        let digest = line.value("macalg").map(str::to_owned);
        Ok(Self {
            certificates: certificates.unwrap_or_else(|| default(Scheme::ShortRc2)),
            key: key.unwrap_or_else(|| default(Scheme::TripleDes)),
            rounds,
            mac_rounds,
            digest: digest.or_else(|| is_legacy.then(|| "sha1".to_owned())),
        })
    }

    /// The digest of the check value.
    ///
    /// # Errors
    /// A digest that openssl or devcert does not know.
    pub(super) fn digest(&self) -> Result<DigestAlgorithm, Failure> {
        self.digest.as_deref().map_or(Ok(DigestAlgorithm::Sha256), |name| digests::named("pkcs12", name))
    }

    /// The first encryption of `used` that OpenSSL 3.0 has in its legacy provider only.
    pub(super) fn legacy(used: &[Option<Scheme>]) -> Option<&'static str> {
        let schemes = used.iter().flatten();
        let mut legacy = schemes.filter(|scheme| matches!(scheme, Scheme::Rc2 | Scheme::ShortRc2));
        legacy.next().map(|scheme| if *scheme == Scheme::Rc2 { "RC2-CBC" } else { "RC2-40-CBC" })
    }
}

/// The encryption with this name; `None` for `NONE`.
fn named(name: &str) -> Result<Option<Scheme>, Failure> {
    if name == "NONE" {
        return Ok(None);
    }
    let known = SCHEMES.iter().find(|(short, long, _)| *short == name || *long == name);
    match (known, text::object_named(name)) {
        (Some((.., scheme)), _) => Ok(Some(*scheme)),
        (None, Some(_)) => Err(Failure::unsupported(format_args!("the PKCS#12 encryption {name}"))),
        (None, None) => Err(Failure::new(format_args!("Unknown PBE algorithm {name}"))
            .line("pkcs12: Use -help for summary.")
            .hint("use AES-256-CBC, PBE-SHA1-3DES or NONE")),
    }
}

/// Whether the command line allows the algorithms of OpenSSL's legacy provider.
pub(super) fn allows_legacy(line: &Line) -> bool {
    line.has("legacy") || line.values("provider").any(|provider| provider == "legacy")
}
