//! What a command line of `ocsp` asks about: certificates, in the order of its options.

use ::der::Decode as _;

use crate::openssl::digests;
use crate::openssl::failure::Failure;
use crate::openssl::inputs;
use crate::openssl::number;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::pki::ocsp;
use devcert::x509::{CertId, Integer, OcspRequest, Primitive};

/// What is asked.
#[derive(Default)]
pub(super) struct Asked {
    /// The request in DER, if there is one.
    pub(super) request: Option<Vec<u8>>,
    /// The certificates of the options, each as it was typed; none if the request was read.
    pub(super) ids: Vec<(String, CertId<'static>)>,
    /// The certificates of `-issuer`.
    pub(super) issuers: Vec<Certificate>,
}

/// Reads the options in their order: each `-cert` and `-serial` uses the issuer and the digest before it.
///
/// # Errors
/// A file that cannot be read, or an option at the wrong place.
pub(super) fn asked(line: &Line, session: &mut Session) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    let (mut digest, mut is_unused) = (DigestAlgorithm::Sha1, false);
    for (option, value) in line.sequence() {
        match option {
            "" => {
                if is_unused {
                    return Err(Failure::usage("ocsp", "Digest must be before -cert or -serial"));
                }
                (digest, is_unused) = (digests::named("ocsp", value)?, true);
            }
            "issuer" => {
                let what = "issuer certificate";
                asked.issuers.push(inputs::certificate(session, Some(value), None, what)?);
            }
            "cert" => {
                let certificate = inputs::certificate(session, Some(value), None, "certificate")?;
                let parsed = inputs::parsed(certificate.der())?;
                let serial = Primitive::from_content(parsed.body.serial.content().to_vec());
                asked.add(value, digest, serial)?;
                is_unused = false;
            }
            "serial" => {
                let wrong = || Failure::new(format_args!("Error converting serial number {value}"));
                let serial = number::integer(value);
                asked.with_issuer()?;
                asked.add(value, digest, serial.ok_or_else(wrong)?)?;
                is_unused = false;
            }
            _ => {}
        }
    }
    if is_unused {
        return Err(Failure::usage("ocsp", "Digest must be before -cert or -serial"));
    }
    asked.request = asked.encoded(line, session)?;
    Ok(asked)
}

impl Asked {
    fn with_issuer(&self) -> Result<&Certificate, Failure> {
        let none =
            || Failure::new("No issuer certificate specified").hint("add -issuer before -cert and -serial");
        self.issuers.last().ok_or_else(none)
    }

    fn add(&mut self, name: &str, digest: DigestAlgorithm, serial: Integer<'static>) -> Result<(), Failure> {
        let issuer = inputs::parsed(self.with_issuer()?.der())?;
        let id = ocsp::certificate_id(digest, &issuer.body, serial).map_err(Failure::new)?;
        self.ids.push((name.to_owned(), id));
        Ok(())
    }

    /// The request of the certificates, with a nonce unless an option says no; or the one that is read.
    fn encoded(&self, line: &Line, session: &mut Session) -> Result<Option<Vec<u8>>, Failure> {
        if self.ids.is_empty() {
            return line.value("reqin").map(|path| read_request(line, session, path)).transpose();
        }
        let nonce = match line.last_of(&["nonce", "no_nonce"]) {
            Some("no_nonce") => None,
            _ => Some(ocsp::nonce(&mut session.rng).map_err(Failure::new)?),
        };
        let ids = self.ids.iter().map(|(_, id)| id.clone()).collect();
        ocsp::request(ids, nonce).map(Some).map_err(Failure::new)
    }
}

/// The request of a file; `-nonce` adds a nonce to it.
fn read_request(line: &Line, session: &mut Session, path: &str) -> Result<Vec<u8>, Failure> {
    let der = session.read_data(Some(path))?;
    let read = OcspRequest::from_der(&der).map_err(|_| Failure::new("Error reading OCSP request"))?;
    if line.last_of(&["nonce", "no_nonce"]) != Some("nonce") {
        return Ok(der.to_vec());
    }
    if read.signature.is_some() {
        return Err(Failure::unsupported("ocsp -nonce with a signed request"));
    }
    let nonce = ocsp::nonce(&mut session.rng).map_err(Failure::new)?;
    let ids = read.body.requests.into_iter().map(|single| single.id).collect();
    ocsp::request(ids, Some(nonce)).map_err(Failure::new)
}

/// All certificates of a file; `what` is openssl's name for them.
///
/// # Errors
/// A file that cannot be read or has none.
pub(super) fn certificates(
    session: &mut Session,
    path: &str,
    what: &'static str,
) -> Result<Vec<Certificate>, Failure> {
    let bytes = session.read_input(Some(path), what)?;
    read::certificates(&bytes)
        .map_err(|error| Failure::new(format_args!("Could not read any {what} from {path}")).line(error))
}
