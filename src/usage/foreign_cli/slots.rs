//! What openssl, mkcert, step and others say in options of their own, in devcert's words.

use std::path::{Path, PathBuf};

use super::foreign::ForeignLine;
use crate::ca::layout;
use crate::cli::error::shell_path;
use crate::cli::hint;
use crate::cli::target::Target;
use crate::host::files;
use crate::report::shell::{copied, created_folder, printed, quoted, repeated};
use crate::usage::words::is_file;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::span::Span;

/// One word or several, ready to be pasted; with a space before it where it is an option.
pub(super) fn find(line: &ForeignLine, slot: &str) -> Option<String> {
    match slot {
        "algorithm" => algorithm(line).map(|algorithm| format!(" --algorithm {algorithm}")),
        "subject" => line
            .value("-subj")
            .or_else(|| line.value("-subject"))
            .filter(|text| text.parse::<Name>().is_ok())
            .map(|text| format!(" --subject {}", quoted(text))),
        "sans" => sans(line),
        "ca" => Authority::of(line).map(|authority| authority.option()),
        "adopted" => Authority::of(line).map(|authority| authority.adopted()),
        "hosts" => {
            Some(format!(" {}", hosts(line)?.iter().map(|host| quoted(host)).collect::<Vec<_>>().join(" ")))
        }
        "named" => Some(repeated("--san", &hosts(line)?)),
        "validity" => validity(line),
        "within" => seconds(line.value("-checkend")?),
        "form" => line
            .value("-outform")
            .map(str::to_ascii_lowercase)
            .filter(|form| ["pem", "der"].contains(&form.as_str())),
        "passin" => source(line.value("-passin").or_else(|| line.value("-password"))?).map(quoted),
        "passout" => {
            let options = ["-passout", "-password", "-passphrase", "-new-passphrase", "-pass", "-storepass"];
            source(options.iter().find_map(|option| line.value(option))?).map(quoted)
        }
        "files" => Some(printed(&[line.operands.first()?, line.value("-untrusted")?])),
        "server" => server(line),
        "url" => line
            .operands
            .first()
            .filter(|text| text.contains("://"))
            .and_then(|text| text.parse::<Target>().ok())
            .map(|target| target.to_string()),
        _ => exact(line, slot),
    }
}

/// What does exactly what openssl does; nothing where devcert cannot.
fn exact(line: &ForeignLine, slot: &str) -> Option<String> {
    match slot {
        "exact-key" => exact_algorithm(line),
        "exact-subject" => match line.value("-subj") {
            None => Some(String::new()),
            Some(_) => find(line, "subject"),
        },
        "exact-names" => exact_names(line),
        // The default of `req` and `x509`.
        "exact-days" => Some(validity(line).unwrap_or_else(|| " --days 30".to_owned())),
        "exact-passin" => Some(match line.value("-passin") {
            None => String::new(),
            Some(given) => format!(" --passphrase {}", source(given).map_or("prompt".to_owned(), quoted)),
        }),
        "digest" => Some(digest(line).map(|digest| format!(" --signature {digest}")).unwrap_or_default()),
        "new-key" => {
            // The file of OpenSSL's own configuration.
            let file = line.value("-keyout").unwrap_or("privkey.pem");
            (file != "-").then(|| format!(" --key {} --new-key", quoted(file)))
        }
        _ => None,
    }
}

/// The kind of key, unless it is devcert's default.
fn algorithm(line: &ForeignLine) -> Option<String> {
    let values = |option: &str| {
        line.options
            .iter()
            .filter(|(name, _)| name == option)
            .filter_map(|(_, value)| value.as_deref())
            .collect::<Vec<_>>()
    };
    let bits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("rsa:{text}"));
    let mut known = Vec::new();
    for option in values("-pkeyopt") {
        known.extend(option.strip_prefix("rsa_keygen_bits:").and_then(bits));
        known.extend(option.strip_prefix("ec_paramgen_curve:").map(str::to_owned));
    }
    for option in ["-size", "-bits", "-b", "-keysize"] {
        known.extend(values(option).into_iter().filter_map(bits));
    }
    for option in ["-curve", "-crv", "-name", "-newkey", "-algorithm", "-kty", "-key-type", "-keyalg"] {
        known.extend(values(option).into_iter().map(str::to_owned));
    }
    known.extend(line.operands.iter().filter_map(|word| bits(word)));
    known.extend((line.has("-ecdsa") || line.has("-ecc")).then(|| "p256".to_owned()));
    let known = known.iter().find_map(|text| text.parse::<KeyAlgorithm>().ok())?;
    (known != KeyAlgorithm::default()).then(|| known.name())
}

/// The kind of key, if devcert has an option for everything that specifies it.
fn exact_algorithm(line: &ForeignLine) -> Option<String> {
    const CURVE: &str = "ec_paramgen_curve";
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_algorithm = |text: &str| text.parse::<KeyAlgorithm>().is_ok();
    let given = line
        .options
        .iter()
        .filter(|(name, _)| ["-newkey", "-algorithm", "-name", "-pkeyopt"].contains(&name.as_str()));
    let given: Vec<_> = given.filter_map(|(_, value)| value.as_deref()).collect();
    let has_curve = given.iter().any(|text| text.starts_with(CURVE));
    let is_known = |text: &&str| match text.split_once(':') {
        Some(("rsa_keygen_bits", bits)) => is_number(bits),
        Some((CURVE, curve)) => is_algorithm(curve),
        Some(("ec_param_enc", encoding)) => encoding == "named_curve",
        _ if text.eq_ignore_ascii_case("ec") => has_curve,
        _ => is_algorithm(text),
    };
    let is_exact = given.iter().all(is_known) && line.operands.iter().all(|word| is_number(word));
    is_exact.then(|| find(line, "algorithm").unwrap_or_default())
}

/// The digest of the signature, unless it is devcert's default too: SHA-256, but with the larger curves their own.
fn digest(line: &ForeignLine) -> Option<&'static str> {
    let given = ["sha256", "sha384", "sha512"].into_iter().find(|digest| line.has(&format!("-{digest}")));
    let has_own = algorithm(line).is_some_and(|algorithm| ["p384", "p521"].contains(&algorithm.as_str()));
    let default = if has_own { Some("sha256") } else { None };
    let is_known = line.has("-newkey") || line.has("-keyout");
    given.filter(|digest| *digest != "sha256" || has_own || !is_known).or(default)
}

/// The lists of SANs in `-addext`.
fn listed_names(line: &ForeignLine) -> Vec<&str> {
    let added = line.options.iter().filter(|(name, _)| name == "-addext");
    added.filter_map(|(_, value)| value.as_deref()?.strip_prefix("subjectAltName=")).collect()
}

/// The SANs of `-addext` alone, or without them the common name, since devcert creates nothing without a name. If openssl
/// prompts for the common name, devcert's default names.
fn exact_names(line: &ForeignLine) -> Option<String> {
    let lists = listed_names(line);
    if lists.len() != line.options.iter().filter(|(name, _)| name == "-addext").count() {
        return None;
    }
    let subject = line.value("-subj").map(|text| text.parse::<Name>().ok());
    let names: Vec<String> = match (lists.as_slice(), subject) {
        ([], None) => return Some(String::new()),
        ([], Some(subject)) => vec![subject?.common_name()?.to_owned()],
        (lists, _) => lists.iter().flat_map(|list| list.split(',')).map(|name| name.trim().into()).collect(),
    };
    let are_known = names.iter().all(|name| name.parse::<San>().is_ok());
    are_known.then(|| format!(" --no-default-names{}", repeated("--san", &names)))
}

/// In what the names differ from openssl's.
pub(super) fn names_note(line: &ForeignLine) -> Option<&'static str> {
    match (listed_names(line).is_empty(), line.has("-subj")) {
        (false, _) => None,
        (true, true) => Some("adds the common name to the SANs, because clients check SANs only"),
        (true, false) => Some(
            "openssl prompts for the subject; devcert does not, and adds its default names: localhost, 127.0.0.1, ::1",
        ),
    }
}

/// The names in `-addext` of openssl and `--san` of step, and the host that openssl has in the subject.
fn sans(line: &ForeignLine) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for (option, value) in &line.options {
        let Some(value) = value else { continue };
        let list = match option.as_str() {
            "-addext" | "-ext" => {
                value.strip_prefix("subjectAltName=").or_else(|| value.strip_prefix("SAN="))
            }
            "-san" | "-hostname" => Some(value.as_str()),
            _ => None,
        };
        names.extend(list.into_iter().flat_map(|list| list.split(',')).map(|name| name.trim().to_owned()));
    }
    let subject = line.value("-subj").and_then(|text| text.parse::<Name>().ok());
    let host = subject.as_ref().and_then(Name::common_name).filter(|host| host.contains('.'));
    names.extend(host.map(str::to_owned));
    names.retain(|name| name.parse::<San>().is_ok());
    let mut seen: Vec<San> = Vec::new();
    names.retain(|name| match name.parse::<San>() {
        Ok(san) if !seen.contains(&san) => {
            seen.push(san);
            true
        }
        _ => false,
    });
    (!names.is_empty()).then(|| repeated("--san", &names))
}

/// The hosts in cfssl's list, or without one the words that are names and no files.
fn hosts(line: &ForeignLine) -> Option<Vec<String>> {
    let lists = ["-hostname", "-domains", "-ip-addresses"].iter().filter_map(|option| line.value(option));
    let listed: Vec<_> = lists.flat_map(|list| list.split(',')).map(|name| name.trim().to_owned()).collect();
    let mut names = if listed.is_empty() { line.operands.clone() } else { listed };
    names.retain(|name| name.parse::<San>().is_ok() && !is_file(name));
    (!names.is_empty()).then_some(names)
}

/// The CA that another program is given as two files.
struct Authority<'a> {
    /// The folder that is, or becomes, the CA's for devcert.
    folder: PathBuf,
    /// The files to copy there, where it is not that folder yet.
    files: Option<[&'a str; 2]>,
}

impl<'a> Authority<'a> {
    /// The CA of this line; `None` where one of its files is not on it.
    fn of(line: &'a ForeignLine) -> Option<Self> {
        let value = |options: &[&str]| options.iter().find_map(|option| line.value(option));
        let operand = |number: usize| line.operands.get(number).map(String::as_str);
        let certificate = value(&["-CA", "-ca", "-load-ca-certificate"]).or_else(|| operand(1))?;
        let path = Path::new(certificate);
        if files::is_folder(path) {
            return Some(Self { folder: path.to_owned(), files: None });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.file_name()? == layout::CERTIFICATE {
            return Some(Self { folder: folder.to_owned(), files: None });
        }
        let key = value(&["-CAkey", "-ca-key", "-load-ca-privkey"]).or_else(|| operand(2))?;
        Some(Self { folder: hint::free(Path::new("ca")), files: Some([certificate, key]) })
    }

    fn option(&self) -> String {
        format!(" --ca {}", shell_path(&self.folder))
    }

    /// What makes the folder, before a command that needs it.
    fn adopted(&self) -> String {
        let Some([certificate, key]) = self.files else {
            return String::new();
        };
        let [ca, ca_key] =
            [layout::CERTIFICATE, layout::KEY].map(|name| self.folder.join(name).display().to_string());
        let folder = created_folder(&self.folder.display().to_string());
        format!("{folder} && {} && {} && ", copied(certificate, &ca), copied(key, &ca_key))
    }
}

/// How long: openssl and keytool count days, step says `24h` or a date.
fn validity(line: &ForeignLine) -> Option<String> {
    let days = line.value("-days").or_else(|| line.value("-validity"));
    if let Some(days) = days.filter(|days| days.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(format!(" --days {days}"));
    }
    let end = line.value("-not-after")?;
    match end.parse::<Span>() {
        Ok(_) => Some(format!(" --valid-for {end}")),
        Err(_) => Some(format!(" --not-after {}", quoted(end))),
    }
}

/// Seconds as the largest unit that divides them.
pub(super) fn seconds(text: &str) -> Option<String> {
    format!("{text}s").parse::<Span>().ok().map(|span| span.to_string())
}

/// Where a passphrase comes from, unless it was typed.
pub(super) fn source(text: &str) -> Option<&str> {
    (text == "stdin" || text.starts_with("env:") || text.starts_with("file:")).then_some(text)
}

/// The server that openssl connects to.
fn server(line: &ForeignLine) -> Option<String> {
    let host =
        line.value("-connect").or_else(|| line.value("-host")).or(line.operands.first().map(String::as_str));
    match (host, line.value("-port")) {
        (Some(host), None) => host.parse::<Target>().is_ok().then(|| quoted(host)),
        (host, Some(port)) => Some(quoted(&format!("{}:{port}", host.unwrap_or("localhost")))),
        (None, None) => None,
    }
}
