//! A command line of another program, taken apart.

/// The options of a command line, and what stands between them.
pub(super) struct ForeignLine {
    /// With one hyphen, and their values.
    pub(super) options: Vec<(String, Option<String>)>,
    pub(super) operands: Vec<String>,
}

/// Options of openssl, mkcert, step, cfssl, certtool and keytool that have no value.
const FLAGS: &str = "|-nodes|-noenc|-noout|-text|-new|-x509|-req|-pubout|-pubin|-pubkey|-check|-nocrypt|-topk8|-export|-info|-showcerts|-CAcreateserial|-verify|-batch|-genkey|-gencrl|-traditional|-modulus|-subject|-issuer|-serial|-fingerprint|-enddate|-startdate|-dates|-clcerts|-cacerts|-nokeys|-nocerts|-print_certs|-text_pub|-param_enc|-RSAPublicKey_out|-legacy|-brief|-quiet|-status|-sha1|-sha256|-sha384|-sha512|-md5|-aes128|-aes192|-aes256|-aes-128-cbc|-aes-256-cbc|-des|-des3|-camellia256|-aria256|-client|-ecdsa|-pkcs12|-install|-uninstall|-CAROOT|-insecure|-no-password|-force|-offline|-bundle|-short|-roots-only|-initca|-generate-privkey|-generate-request|-generate-self-signed|-generate-certificate|-generate-crl|-to-p12|-certificate-info|-crl-info|-crq-info|-key-info|-p7-info|-p12-info|-pubkey-info|-verify-chain|-ecc|-rsa|-y|-f|-pem|-der|-trustcacerts|-genkeypair|-printcert|-list|-importcert|-noprompt|-rfc|";

impl ForeignLine {
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
}
