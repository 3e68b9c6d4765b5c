//! A command line of another program, taken apart, and answers that are filled in from it.

use super::slots;
use crate::report::shell::quoted;

/// The options of a command line, and what stands between them.
pub(super) struct Foreign {
    /// With one hyphen, and their values.
    pub(super) options: Vec<(String, Option<String>)>,
    pub(super) operands: Vec<String>,
}

/// Options of openssl, mkcert, step, cfssl, certtool and keytool that have no value.
const FLAGS: &str = "|-nodes|-noenc|-noout|-text|-new|-x509|-req|-pubout|-pubin|-pubkey|-check|-nocrypt|-topk8|-export|-info|-showcerts|-CAcreateserial|-verify|-batch|-genkey|-gencrl|-traditional|-modulus|-subject|-issuer|-serial|-fingerprint|-enddate|-startdate|-dates|-clcerts|-cacerts|-nokeys|-nocerts|-print_certs|-text_pub|-param_enc|-RSAPublicKey_out|-legacy|-brief|-quiet|-status|-sha1|-sha256|-sha384|-sha512|-md5|-aes128|-aes192|-aes256|-aes-128-cbc|-aes-256-cbc|-des|-des3|-camellia256|-aria256|-client|-ecdsa|-pkcs12|-install|-uninstall|-CAROOT|-insecure|-no-password|-force|-offline|-bundle|-short|-roots-only|-initca|-generate-privkey|-generate-request|-generate-self-signed|-generate-certificate|-generate-crl|-to-p12|-certificate-info|-crl-info|-crq-info|-key-info|-p7-info|-p12-info|-pubkey-info|-verify-chain|-ecc|-rsa|-y|-f|-pem|-der|-trustcacerts|-genkeypair|-printcert|-list|-importcert|-noprompt|-rfc|";

impl Foreign {
    /// Of these words, without those of `names`, which say what the program shall do.
    pub(super) fn new(words: &[String], names: &[&str]) -> Self {
        let (mut options, mut operands) = (Vec::new(), Vec::new());
        let is_flag = |name: &str| {
            // A flag of step, where mkcert has the name of a file.
            (name == "-csr" && words.first().is_some_and(|word| word == "certificate"))
                // A flag of `openssl x509`, where `openssl verify` has a purpose.
                || (name == "-purpose" && words.first().is_some_and(|word| word == "x509"))
                || FLAGS.contains(&format!("|{name}|"))
        };
        let mut rest = words.iter().peekable();
        while let Some(word) = rest.next() {
            let Some(name) = word.strip_prefix('-').filter(|name| !name.is_empty()) else {
                operands.push(word.clone());
                continue;
            };
            let name = name.strip_prefix('-').unwrap_or(name);
            let (name, inline) =
                name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
            let name = format!("-{name}");
            let value = match inline {
                Some(value) => Some(value.to_owned()),
                None if is_flag(&name) => None,
                None => rest.next_if(|next| !next.starts_with('-') || next.len() == 1).cloned(),
            };
            options.push((name, value));
        }
        for name in names.iter().filter(|name| !name.starts_with('-')) {
            if let Some(at) = operands.iter().position(|word| name.split('|').any(|one| one == word)) {
                operands.remove(at);
            }
        }
        Self { options, operands }
    }

    pub(super) fn has(&self, option: &str) -> bool {
        self.options.iter().any(|(name, _)| name == option)
    }

    /// The value of the first of these options that has one.
    pub(super) fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().filter(|(name, _)| name == option).find_map(|(_, value)| value.as_deref())
    }

    /// The answer, with what was typed in its places; `None` where something is needed that was not typed.
    ///
    /// `{-in|@1=cert.pem}` is the value of `-in`, or the first operand, or `cert.pem`; `{@}` is all operands;
    /// a name after `#` is one of [`slots`]. What is between brackets is left out where its places are empty.
    pub(super) fn fill(&self, answer: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = answer;
        while let Some(at) = rest.find(['[', '{']) {
            let (before, from) = rest.split_at(at);
            filled.push_str(before);
            let (close, is_optional) = if from.starts_with('[') { (']', true) } else { ('}', false) };
            let (inside, after) = from[1..].split_once(close)?;
            match is_optional {
                true => filled.push_str(&self.fill(inside).unwrap_or_default()),
                false => filled.push_str(&self.place(inside)?),
            }
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn place(&self, place: &str) -> Option<String> {
        let (sources, default) =
            place.split_once('=').map_or((place, None), |(names, one)| (names, Some(one)));
        let found = sources.split('|').find_map(|source| match source.split_at(1) {
            ("@", "") => {
                let all: Vec<_> = self.operands.iter().map(|word| quoted(word)).collect();
                (!all.is_empty()).then(|| all.join(" "))
            }
            ("@", number) => self.operands.get(number.parse::<usize>().ok()? - 1).map(|word| quoted(word)),
            ("#", slot) => slots::find(self, slot),
            _ => self.value(source).map(quoted),
        });
        found.or_else(|| default.map(str::to_owned))
    }
}
