//! Options that devcert's commands do not have, or call otherwise.

/// What to do with such an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fix {
    /// It is called otherwise; its value stays.
    Rename(&'static str),
    /// Its value is the file of a new key.
    NewKey,
    /// These words instead.
    Put(&'static [&'static str]),
    /// It is not needed.
    Drop,
    /// Neither it nor its value is needed.
    DropWithValue,
    /// Its value is an operand.
    Operand,
    /// Its value is a kind of key, or its size.
    Algorithm,
    /// RSA, and the value that may follow is the key's size.
    Rsa,
    /// Its value is a number of seconds.
    Seconds(&'static str),
    /// Its value is this attribute of the subject.
    Subject(&'static str),
    /// Where a passphrase comes from, if its value says that; else it is asked for.
    Passphrase(&'static str),
    /// Its value is `subjectAltName=` and names.
    Extension,
    /// Another command after this one.
    Then(&'static str),
    /// Another command line.
    Instead(&'static str),
    /// Nothing to paste.
    Advice,
}

use Fix::{
    Advice, Algorithm, Drop, DropWithValue, Extension, Instead, NewKey, Operand, Passphrase, Put, Rename,
    Rsa, Seconds, Subject, Then,
};

/// Commands (`*` is any), options, what to do, and why; the first that fits counts. Between `|` are words for
/// the same. An option has one hyphen here, and may have been typed with two.
pub(super) struct OptionRow(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) Fix,
    pub(super) &'static str,
);

/// The commands that create a certificate or a request.
const CREATORS: &str = "selfsign|issue|sign|csr|init";

const SEALED: &str = "encrypts the key afterwards";
/// Encrypts a key in its place.
const SEAL: &str = "devcert convert {-out|-key=cert/private.pem} --out {-out|-key=cert/private.pem} --force --new-passphrase {#passout=prompt}";

/// The first that fits counts.
#[rustfmt::skip]
pub(super) static OPTIONS: &[OptionRow] = &[
    OptionRow("genkey|csr|selfsign", "-aes128|-aes192|-aes256|-des3|-passout|-passphrase|-password|-password-file|-pass|-new-passphrase", Then(SEAL), SEALED),
    OptionRow("issue|sign", "-type|-usage|-purpose|-eku|-kind", Rename("--profile"), ""),
    OptionRow("verify", "-type|-profile", Rename("--purpose"), ""),
    OptionRow("genkey|csr|selfsign|issue|init", "-type|-kty|-curve|-crv|-newkey|-key-type|-keyalg|-key-algorithm|-algo|-alg", Algorithm, ""),
    OptionRow("genkey", "-name", Algorithm, ""),
    OptionRow("genkey|csr|selfsign|issue|init", "-b|-size|-keysize|-key-size|-rsa-bits", Rename("--bits"), ""),
    OptionRow("genkey|csr|selfsign|issue|init", "-rsa", Rsa, ""),
    OptionRow("csr", "-days|-valid-for|-for|-validity", DropWithValue, "the CA that signs the request sets the time"),
    OptionRow("genkey|csr|selfsign|issue|init", "-ec|-ecc|-ecdsa|-ecparam", Put(&["--algorithm", "p256"]), ""),
    OptionRow("genkey|csr|selfsign|issue|init", "-ed25519", Put(&["--algorithm", "ed25519"]), ""),
    OptionRow("issue|sign", "-client-auth|-mtls", Put(&["--profile", "client"]), ""),
    OptionRow("issue|sign", "-server|-server-auth", Put(&["--profile", "server"]), ""),
    OptionRow("verify", "-client", Put(&["--purpose", "client"]), ""),
    OptionRow("selfsign|csr", "-client|-mtls", Instead("devcert issue --profile client client --dir client"), "from a CA of your own"),
    OptionRow("csr", "-ca", Instead("devcert ca csr --ca {-ca}"), "creates a CSR for the CA"),
    OptionRow("selfsign|csr|issue", "-csr", Instead("devcert sign {-csr=cert/csr.pem}"), ""),
    OptionRow("*", "-country", Subject("C"), ""),
    OptionRow("*", "-org|-organization|-organisation", Subject("O"), ""),
    OptionRow("*", "-ou|-org-unit|-organizational-unit|-unit", Subject("OU"), ""),
    OptionRow("*", "-state|-province|-st", Subject("ST"), ""),
    OptionRow("*", "-city|-locality", Subject("L"), ""),
    OptionRow("*", "-email|-emailaddress|-mail", Rename("--san"), ""),
    OptionRow("sign", "-in|-csr|-req|-request", Operand, ""),
    OptionRow("sign|issue", "-CA|-CAkey|-CAfile|-cacert|-ca-key|-ca-cert|-cakey", DropWithValue, "signs with your devcert CA; use --ca for another CA"),
    OptionRow("sign", "-signkey|-key", Instead("devcert selfsign --csr {@1=cert/csr.pem} --key {-signkey|-key=cert/private.pem}"), "signed with the key itself"),
    OptionRow("csr|genkey", "-in", Rename("--key"), ""),
    OptionRow("selfsign", "-in", Rename("--csr"), ""),
    OptionRow("verify", "-in|-certfile|-untrusted|-certificate|-c", Rename("--cert"), ""),
    OptionRow("verify", "-CRLfile|-crlfile", Rename("--crl"), ""),
    OptionRow("verify", "-crl_check|-crl_check_all", Drop, "every CRL of --crl is checked"),
    OptionRow("verify", "-attime|-date|-time", Rename("--at"), ""),
    OptionRow("verify", "-verify_hostname|-verify_ip|-name|-hostname|-san|-dns|-n|-ip", Rename("--host"), ""),
    OptionRow("verify|probe|doctor", "-CApath|-trusted|-ca-file|-root|-trust", Rename("--ca"), ""),
    OptionRow("probe|doctor", "-connect|-host|-url|-server", Operand, ""),
    OptionRow("probe|doctor", "-p|-port", Instead("devcert probe {@1=localhost}:{-p|-port}[ --starttls {-starttls}]"), ""),
    OptionRow("probe|doctor", "-san|-name|-domain|-d", Rename("--sni"), ""),
    OptionRow("probe|doctor", "-showcerts|-v|-verbose", Drop, "all certificates are shown; --save stores them"),
    OptionRow("probe|doctor", "-insecure|-k|-no-verify|-noverify", Drop, "an untrusted certificate is shown too"),
    OptionRow("probe|doctor", "-client-cert|-cert-file|-E", Rename("--cert"), ""),
    OptionRow("probe|doctor", "-client-key|-key-file", Rename("--key"), ""),
    OptionRow("probe|doctor", "-tls1_2|-tlsv1.2", Put(&["--tls", "1.2"]), ""),
    OptionRow("probe|doctor", "-tls1_3|-tlsv1.3", Put(&["--tls", "1.3"]), ""),
    OptionRow("inspect", "-subject", Put(&["--field", "subject"]), ""),
    OptionRow("inspect", "-issuer", Put(&["--field", "issuer"]), ""),
    OptionRow("inspect", "-serial", Put(&["--field", "serial"]), ""),
    OptionRow("inspect", "-fingerprint|-hash", Put(&["--field", "fingerprint"]), ""),
    OptionRow("inspect", "-san|-sans|-names", Put(&["--field", "san"]), ""),
    OptionRow("pubkey", "-to|-jwk|-jwks", Instead("devcert convert[ {@1}] --to jwks"), "a JWK Set of public keys"),
    OptionRow("inspect", "-enddate|-dates|-expiry", Put(&["--field", "not-after"]), ""),
    OptionRow("inspect", "-startdate", Put(&["--field", "not-before"]), ""),
    OptionRow("inspect", "-pin|-spki", Put(&["--field", "spki-pin"]), ""),
    OptionRow("convert", "-export|-p12|-pkcs12|-pfx", Put(&["--to", "pkcs12"]), ""),
    OptionRow("convert", "-p7b|-pkcs7", Put(&["--to", "pkcs7"]), ""),
    OptionRow("convert", "-pem|-der", Advice, "--to pem, or --to der"),
    OptionRow("convert", "-nodes|-noenc|-nocerts|-nokeys", Drop, "without --new-passphrase nothing is encrypted; --to pkcs8 is the key, --to fullchain the certificates"),
    OptionRow("convert", "-inkey|-certfile|-cert|-key|-in", Operand, ""),
    OptionRow("convert", "-passin", Passphrase("--passphrase"), ""),
    OptionRow("convert", "-passout|-password|-pass|-export-password", Passphrase("--new-passphrase"), ""),
    OptionRow("convert", "-aes256|-aes128|-des3", Put(&["--new-passphrase", "prompt"]), ""),
    OptionRow("convert", "-t|-type|-format|-output-format", Rename("--to"), ""),
    OptionRow("issue|selfsign", "-p12|-pkcs12|-pfx|-p12-file", Then("devcert convert[ --dir {-dir}][ {-key} {-cert|-out=cert/file.crt}] --to pkcs12 --new-passphrase prompt"), ""),
    OptionRow("selfsign", "-install|-trust", Then("devcert trust install --cert {-cert|-out=cert/file.crt}"), ""),
    OptionRow("issue|init", "-install|-trust", Then("devcert trust install[ --ca {-ca}]"), ""),
    OptionRow("init", "-passphrase|-passout|-password|-pass", Passphrase("--new-passphrase"), ""),
    OptionRow("init", "-throw-away-key|-ephemeral|-discard-key", Instead("devcert issue --one-time-ca[ {-throw-away-key}][ {@}][ --dir {-dir}]"), ""),
    OptionRow("issue", "-ephemeral|-throw-away-key|-discard-key", Put(&["--one-time-ca"]), ""),
    OptionRow("init", "-force|-f|-y|-yes|-overwrite", Put(&["--if-needed"]), "keeps an existing CA; devcert never overwrites one"),
    OptionRow("init", "-lan|-san|-n", Rename("--permit"), ""),
    OptionRow("init", "-cn|-common-name|-commonname", Rename("--name"), ""),
    OptionRow("lint", "-for|-profile|-type|-kind", Rename("--as"), ""),
    OptionRow("lint", "-rule|-rules|-include", Rename("--select"), ""),
    OptionRow("lint", "-exclude|-disable|-skip|-allow", Rename("--ignore"), ""),
    OptionRow("lint", "-level|-severity", Rename("--min-severity"), ""),
    OptionRow("renew", "-add-san|-add-domain|-expand", Rename("--san"), ""),
    OptionRow("renew", "-for|-validity|-duration", Rename("--valid-for"), ""),
    OptionRow("renew", "-now|-force-renewal|-renew-all", Put(&["--force"]), ""),
    OptionRow("renew", "-deploy-hook|-post-hook|-hook|-reloadcmd|-renew-hook", Rename("--exec"), ""),
    OptionRow("renew", "-cron|-install-cronjob", Put(&["--schedule", "cron"]), ""),
    OptionRow("renew", "-systemd|-timer|-daemon", Put(&["--schedule", "systemd"]), ""),
    OptionRow("renew", "-new|-rekey", Put(&["--new-key"]), ""),
    OptionRow("revoke", "-serial|-cert|-in", Operand, ""),
    OptionRow("revoke", "-invalid-since|-invalidity-date|-crl_compromise|-since", Rename("--compromised-since"), ""),
    OptionRow("revoke", "-crl_reason", Rename("--reason"), ""),
    OptionRow("expires", "-hidden|-no-exclude", Put(&["--no-ignore"]), ""),
    OptionRow("expires|renew", "-checkend", Seconds("--within"), ""),
    OptionRow("expires", "-days|-warn|-threshold", Advice, "--within 30d"),
    OptionRow("renew", "-warn|-threshold", Advice, "--within 30d"),
    OptionRow("crl", "-for|-valid-for|-crl_nextupdate|-nextupdate", Rename("--next-update"), ""),
    OptionRow("crl", "-days|-crldays|-validity", Advice, "--next-update 30d"),
    OptionRow("*", "-in|-infile|-file|-input|-inkey", Operand, ""),
    OptionRow("*", "-inform", DropWithValue, "the type of a file is detected"),
    OptionRow("*", "-outfile|-o-file|-output", Rename("--out"), ""),
    OptionRow("*", "-text", Instead("devcert inspect --text[ {-in|@1}]"), ""),
    OptionRow("*", "-noout", Drop, "no file is written unless you specify one"),
    OptionRow("*", "-nodes|-noenc|-no-password|-insecure", Drop, "keys are not encrypted"),
    OptionRow("*", "-new|-batch|-x509|-req", Drop, "commands do not ask questions"),
    OptionRow("*", "-keyout", NewKey, ""),
    OptionRow("*", "-signkey|-k|-private-key|-privkey|-keyfile", Rename("--key"), ""),
    OptionRow("*", "-certificate|-crt|-certfile|-cert-file", Rename("--cert"), ""),
    OptionRow(CREATORS, "-sha384", Put(&["--signature", "sha384"]), ""),
    OptionRow(CREATORS, "-sha512", Put(&["--signature", "sha512"]), ""),
    OptionRow(CREATORS, "-hash|-signature-algorithm|-sigalg", Rename("--signature"), ""),
    OptionRow(CREATORS, "-sigopt", DropWithValue, "--signature rsa-pss creates RSA-PSS signatures"),
    OptionRow("*", "-sha1|-sha256|-sha384|-sha512", Drop, "the digest depends on the key: SHA-256 or better"),
    OptionRow("*", "-md|-digest|-hash|-signature-algorithm", DropWithValue, "the digest depends on the key: SHA-256 or better"),
    OptionRow("*", "-addext|-ext", Extension, ""),
    OptionRow("*", "-extfile|-extensions|-reqexts|-copy_extensions|-config", DropWithValue, "--san NAME adds a name; --key-usage and --extended-key-usage set its use"),
    OptionRow("*", "-cn|-common-name|-commonname|-dns|-domains|-ip|-host|-hostname|-names|-name|-n|-hosts|-sans|-subject-alt-name", Rename("--san"), "clients check names there, not in the subject"),
    OptionRow("*", "-duration|-ttl", Rename("--valid-for"), ""),
    OptionRow("*", "-validity|-expires|-expiry|-valid|-lifetime", Rename("--days"), ""),
    OptionRow(CREATORS, "-set_serial|-set-serial|-serial", DropWithValue, "serial numbers are random"),
    OptionRow(CREATORS, "-CAcreateserial|-create_serial", Drop, "serial numbers are random"),
    OptionRow("*", "-CAfile|-cacert|-ca-dir|-caroot", Rename("--ca"), ""),
    OptionRow("*", "-passin|-password|-password-file|-pass", Passphrase("--passphrase"), ""),
    OptionRow("*", "-v|-verbose|-debug", Drop, "output is verbose unless --quiet is given"),
    OptionRow("*", "-y|-yes|-overwrite", Rename("--force"), ""),
    OptionRow("*", "-no-color|-no-colour", Drop, "set NO_COLOR, or --color never"),
    OptionRow("*", "-directory|-folder|-outdir|-output-dir|-out-dir", Rename("--dir"), ""),
];
