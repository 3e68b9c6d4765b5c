//! Keys, certificates and requests from files, with openssl's words for what cannot be read.

use super::failure::Failure;
use super::options::{Format, Line};
use super::passphrase;
use super::session::Session;
use ::der::Decode as _;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::pem;
use devcert::encoding::private_key::KeyError;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::request::Request;
use devcert::encoding::sniff::{Contents, ObjectKind, Packing, sniff};
use devcert::key::{KeyFault, PrivateKey, PublicKey};
use devcert::model::secret::Secret;
use devcert::x509::{self, TrustSettings};
use zeroize::Zeroizing;

/// The file as messages name it.
fn shown(path: Option<&str>) -> &str {
    path.unwrap_or("<stdin>")
}

/// The objects in `bytes`, which were read from `path`, decrypted; prompts for a passphrase that is missing.
fn opened(
    session: &mut Session,
    path: Option<&str>,
    bytes: &[u8],
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<Contents, Failure> {
    let unreadable = |error: ReadError| {
        Failure::new(format_args!("Could not read {what} from {}", shown(path))).line(error)
    };
    match read::contents(bytes, passphrase, &Limits::default()) {
        Err(ReadError::Open(OpenError::PassphraseNeeded(_))) => {
            let prompt = format!("Enter pass phrase for {}:", shown(path));
            let passphrase = passphrase::ask(session, &prompt)?;
            read::contents(bytes, Some(&passphrase), &Limits::default()).map_err(unreadable)
        }
        read => read.map_err(unreadable),
    }
}

/// A private key; `what` is openssl's name for it, as in "private key".
///
/// # Errors
/// A file that cannot be read or has none.
pub(super) fn private_key(
    session: &mut Session,
    path: &str,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<PrivateKey, Failure> {
    private_key_as(session, path, None, passphrase, what)
}

/// A private key of a file that must have the format, where one is given.
///
/// # Errors
/// A file that cannot be read, has none, or has another format.
pub(super) fn private_key_as(
    session: &mut Session,
    path: &str,
    format: Option<Format>,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<PrivateKey, Failure> {
    let bytes = session.read_input(Some(path), what)?;
    check_format(&bytes, format, Some(path), what, "the option of the key's format")?;
    let contents = opened(session, Some(path), &bytes, passphrase, what)?;
    let none = |error| Failure::new(format_args!("Could not read {what} from {path}")).line(error);
    read::any_private_key_in(&contents).map(PrivateKey::as_stated).map_err(none)
}

/// The private key in `bytes`, which were read from `path`.
///
/// # Errors
/// Bytes without one, or a wrong passphrase.
pub(super) fn private_key_in(
    session: &mut Session,
    path: Option<&str>,
    bytes: &[u8],
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<PrivateKey, Failure> {
    let contents = opened(session, path, bytes, passphrase, what)?;
    let none = |error| Failure::new(format_args!("Could not read {what} from {}", shown(path))).line(error);
    read::any_private_key_in(&contents).map(PrivateKey::as_stated).map_err(none)
}

/// The private key of `-in`, in the format of `-inform` if that is given.
///
/// # Errors
/// A file that cannot be read, has none, or has another format.
pub(super) fn private_key_of_line(
    session: &mut Session,
    line: &Line,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<PrivateKey, Failure> {
    let bytes = object_of_line(session, line, what)?;
    private_key_in(session, line.value("in"), &bytes, passphrase, what)
}

/// The private key of `-in`, in the format of `-inform` if that is given, or what is wrong with an RSA key whose numbers
/// contradict each other.
///
/// # Errors
/// A file that cannot be read, has none, or has another format.
pub(super) fn private_key_or_fault(
    session: &mut Session,
    line: &Line,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<Result<PrivateKey, KeyFault>, Failure> {
    let (path, bytes) = (line.value("in"), object_of_line(session, line, what)?);
    let contents = opened(session, path, &bytes, passphrase, what)?;
    match read::any_private_key_in(&contents) {
        Ok(key) => Ok(Ok(key.as_stated())),
        Err(ReadError::Key(KeyError::Fault(fault @ KeyFault::RsaPart(_)))) => Ok(Err(fault)),
        Err(error) => {
            Err(Failure::new(format_args!("Could not read {what} from {}", shown(path))).line(error))
        }
    }
}

/// The public key of `-in`, in the format of `-inform` if that is given.
///
/// # Errors
/// A file that cannot be read, has no public key that is alone, or has another format.
pub(super) fn public_key_of_line(
    session: &mut Session,
    line: &Line,
    what: &'static str,
) -> Result<PublicKey, Failure> {
    let bytes = object_of_line(session, line, what)?;
    public_key_in(&bytes, line.value("in"), what)
}

/// The first certificate of a file.
///
/// # Errors
/// A file that cannot be read or has none.
pub(super) fn certificate(
    session: &mut Session,
    path: Option<&str>,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<Certificate, Failure> {
    let bytes = session.read_input(path, what)?;
    certificate_in(&bytes, path, passphrase, what)
}

/// The certificate of `-in`, in the format of `-inform` if that is given, and the trust settings after it;
/// `passphrase` opens a PKCS#12 file.
///
/// # Errors
/// A file that cannot be read, has no certificate, or has another format.
pub(super) fn certificate_of_line(
    session: &mut Session,
    line: &Line,
    passphrase: Option<&Secret>,
) -> Result<(Certificate, Option<TrustSettings<'static>>), Failure> {
    let bytes = object_of_line(session, line, "certificate")?;
    if let Some((der, settings)) = trusted(&bytes) {
        let certificate = Certificate::from_der(&der).map_err(|error| {
            Failure::new(format_args!("Could not read certificate from {}", shown(line.value("in"))))
                .line(error)
        })?;
        return Ok((certificate, settings));
    }
    certificate_in(&bytes, line.value("in"), passphrase, "certificate").map(|certificate| (certificate, None))
}

/// The first certificate in the bytes of a file.
fn certificate_in(
    bytes: &[u8],
    path: Option<&str>,
    passphrase: Option<&Secret>,
    what: &'static str,
) -> Result<Certificate, Failure> {
    // A key behind a passphrase in the same file does not matter.
    let certificates = match read::contents(bytes, passphrase, &Limits::default()) {
        Ok(contents) => read::certificates_in(&contents),
        Err(_) => read::certificates(bytes),
    };
    let unreadable = |error: ReadError| {
        Failure::new(format_args!("Could not read {what} from {}", shown(path)))
            .line(format_args!("Unable to load {what}"))
            .line(error)
    };
    let first = certificates.map_err(unreadable)?.into_iter().next();
    first.ok_or_else(|| Failure::new(format_args!("Unable to load {what}")))
}

/// The certificate and its trust settings in PEM that is labelled as one with such.
fn trusted(bytes: &[u8]) -> Option<(Vec<u8>, Option<TrustSettings<'static>>)> {
    const BEGIN: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";
    bytes.windows(BEGIN.len()).find(|window| *window == BEGIN)?;
    let text = String::from_utf8_lossy(bytes);
    let is_certificate = |block: &pem::Block| block.label.ends_with("CERTIFICATE");
    let first = pem::blocks(&text).flatten().find(is_certificate)?;
    let (der, settings) = x509::split_trusted(first.content.expose()).ok()?;
    Some((der.to_vec(), settings.map(TrustSettings::into_owned)))
}

/// The request of `-in`, in the format of `-inform` if that is given.
///
/// # Errors
/// A file that cannot be read, has no request, or has another format.
pub(super) fn request(session: &mut Session, line: &Line) -> Result<Request, Failure> {
    let bytes = object_in(session, line, line.file("in"), "certificate request")?;
    read::request(&bytes).map_err(|error| Failure::new("Unable to load X509 request").line(error))
}

/// The bytes of the first object in `-in` of a kind that `fits`, in the format of `-inform`, PEM without it; `None` if
/// there is no such object. Commands that read so report a missing file in the words of `check_exists`.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn object_in_format(
    session: &mut Session,
    line: &Line,
    what: &'static str,
    fits: impl Fn(&ObjectKind) -> bool,
) -> Result<Option<Vec<u8>>, Failure> {
    let path = line.file("in");
    if let Some(path) = path {
        session.check_exists(path)?;
    }
    let bytes = session.read_input(path, what)?;
    let wants_pem = Format::of(line, "inform") == Format::Pem;
    let objects = sniff(&bytes).map(|contents| contents.objects).unwrap_or_default();
    let mut objects = objects.iter().filter(|object| {
        let is_pem = matches!(object.packing, Packing::Pem { .. });
        is_pem == wants_pem && fits(&object.kind)
    });
    Ok(objects.next().map(|object| object.der.expose().to_vec()))
}

/// The CRL of `-in`, in the format of `-inform` if that is given.
///
/// # Errors
/// A file that cannot be read, has no CRL, or has another format.
pub(super) fn crl(session: &mut Session, line: &Line) -> Result<Crl, Failure> {
    let bytes = object_of_line(session, line, "CRL")?;
    let unreadable = |error: ReadError| {
        Failure::new(format_args!("Could not read CRL from {}", shown(line.value("in"))))
            .line("Unable to load CRL")
            .line(error)
    };
    let first = read::crls(&bytes).map_err(unreadable)?.into_iter().next();
    first.ok_or_else(|| Failure::new("Unable to load CRL"))
}

/// The bytes of `-in`, which must have the format of `-inform`.
fn object_of_line(
    session: &mut Session,
    line: &Line,
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    object_in(session, line, line.value("in"), what)
}

/// The bytes of a file, or of standard input, which must have the format of `-inform`.
fn object_in(
    session: &mut Session,
    line: &Line,
    path: Option<&str>,
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = session.read_input(path, what)?;
    let format = line.value("inform").and_then(Format::named);
    check_format(&bytes, format, path, what, "-inform")?;
    Ok(bytes)
}

/// Checks that the bytes have the format, where one is given with `option`.
fn check_format(
    bytes: &[u8],
    format: Option<Format>,
    path: Option<&str>,
    what: &'static str,
    option: &str,
) -> Result<(), Failure> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    let is_pem = bytes.windows(BEGIN.len()).any(|window| window == BEGIN);
    let found = if is_pem { Format::Pem } else { Format::Der };
    match format {
        Some(format) if format != found => {
            Err(Failure::new(format_args!("Could not read {what} from {}", shown(path)))
                .line(format_args!("Unable to load {what}"))
                .hint(format!("remove {option}: the format is recognized")))
        }
        _ => Ok(()),
    }
}

/// The public key of a file that has it alone.
///
/// # Errors
/// A file that cannot be read or has none.
pub(super) fn public_key(
    session: &mut Session,
    path: &str,
    what: &'static str,
) -> Result<PublicKey, Failure> {
    let bytes = session.read_input(Some(path), what)?;
    public_key_in(&bytes, Some(path), what)
}

fn public_key_in(bytes: &[u8], path: Option<&str>, what: &'static str) -> Result<PublicKey, Failure> {
    let unreadable = || Failure::new(format_args!("Could not read {what} from {}", shown(path)));
    let contents = sniff(bytes).map_err(|error| unreadable().line(error))?;
    match contents.objects.first().map(|object| &object.kind) {
        Some(ObjectKind::PublicKey | ObjectKind::RsaPublicKey) => {
            read::public_key(bytes).map_err(|error| unreadable().line(error))
        }
        Some(kind) => Err(unreadable().line(format_args!("expected a public key, found {kind}"))),
        None => Err(unreadable()),
    }
}

/// The structure of a certificate in DER.
///
/// # Errors
/// When it is malformed.
pub(super) fn parsed(der: &[u8]) -> Result<x509::Certificate<'_>, Failure> {
    x509::Certificate::from_der(der).map_err(Failure::new)
}

/// The extensions that a request asks for.
///
/// # Errors
/// When they are malformed.
pub(super) fn requested_extensions(
    request: &x509::RequestInfo<'_>,
) -> ::der::Result<Vec<x509::Extension<'static>>> {
    let attributes = request.attributes.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    let wanted = attributes.iter().find(|attribute| attribute.is_extension_request());
    wanted.and_then(|attribute| attribute.values.0.first()).map_or_else(|| Ok(Vec::new()), extensions_in)
}

/// The extensions in the value of the attribute that requests them.
///
/// # Errors
/// When they are malformed.
fn extensions_in(list: &x509::Element<'_>) -> ::der::Result<Vec<x509::Extension<'static>>> {
    let read = Vec::<x509::Extension<'_>>::from_der(list.der())?;
    let owned = |extension: &x509::Extension<'_>| x509::Extension {
        id: x509::Primitive::from_content(extension.id.content().to_vec()),
        critical: extension
            .critical
            .as_ref()
            .map(|critical| x509::Primitive::from_content(critical.content().to_vec())),
        value: x509::Primitive::from_content(extension.value.content().to_vec()),
    };
    Ok(read.iter().map(owned).collect())
}
