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
pub(super) struct Row(
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
pub(super) static OPTIONS: &[Row] = &[
    Row("genkey|csr|selfsign", "-aes128|-aes192|-aes256|-des3|-passout|-passphrase|-password|-password-file|-pass|-new-passphrase", Then(SEAL), SEALED),
    Row("issue|sign", "-type|-usage|-purpose|-eku|-kind", Rename("--profile"), ""),
    Row("verify", "-type|-profile", Rename("--purpose"), ""),
    Row("genkey|csr|selfsign|issue|init", "-type|-kty|-curve|-crv|-newkey|-key-type|-keyalg|-key-algorithm|-algo|-alg", Algorithm, ""),
    Row("genkey", "-name", Algorithm, ""),
    Row("genkey|csr|selfsign|issue|init", "-b|-size|-keysize|-key-size|-rsa-bits", Rename("--bits"), ""),
    Row("genkey|csr|selfsign|issue|init", "-rsa", Rsa, ""),
    Row("csr", "-days|-valid-for|-for|-validity", DropWithValue, "the CA that signs the request sets the time"),
    Row("genkey|csr|selfsign|issue|init", "-ec|-ecc|-ecdsa|-ecparam", Put(&["--algorithm", "p256"]), ""),
    Row("genkey|csr|selfsign|issue|init", "-ed25519", Put(&["--algorithm", "ed25519"]), ""),
    Row("issue|sign", "-client-auth|-mtls", Put(&["--profile", "client"]), ""),
    Row("issue|sign", "-server|-server-auth", Put(&["--profile", "server"]), ""),
    Row("verify", "-client", Put(&["--purpose", "client"]), ""),
    Row("selfsign|csr", "-client|-mtls", Instead("devcert issue --profile client client --dir client"), "from a CA of your own"),
    Row("selfsign|csr|issue", "-csr", Instead("devcert sign {-csr=cert/csr.pem}"), ""),
    Row("*", "-country", Subject("C"), ""),
    Row("*", "-org|-organization|-organisation", Subject("O"), ""),
    Row("*", "-ou|-org-unit|-organizational-unit|-unit", Subject("OU"), ""),
    Row("*", "-state|-province|-st", Subject("ST"), ""),
    Row("*", "-city|-locality", Subject("L"), ""),
    Row("*", "-email|-emailaddress|-mail", Rename("--san"), ""),
    Row("sign", "-in|-csr|-req|-request", Operand, ""),
    Row("sign|issue", "-CA|-CAkey|-CAfile|-cacert|-ca-key|-ca-cert|-cakey", DropWithValue, "signs with your devcert CA; use --ca for another CA"),
    Row("sign", "-signkey|-key", Instead("devcert selfsign --csr {@1=cert/csr.pem} --key {-signkey|-key=cert/private.pem}"), "signed with the key itself"),
    Row("csr|genkey", "-in", Rename("--key"), ""),
    Row("selfsign", "-in", Rename("--csr"), ""),
    Row("verify", "-in|-certfile|-untrusted|-certificate|-c", Rename("--cert"), ""),
    Row("verify", "-CRLfile|-crlfile", Rename("--crl"), ""),
    Row("verify", "-crl_check|-crl_check_all", Drop, "every CRL of --crl is checked"),
    Row("verify", "-attime|-date|-time", Rename("--at"), ""),
    Row("verify", "-verify_hostname|-verify_ip|-name|-hostname|-san|-dns|-n|-ip", Rename("--host"), ""),
    Row("verify|probe|doctor", "-CApath|-trusted|-ca-file|-root|-trust", Rename("--ca"), ""),
    Row("probe|doctor", "-connect|-host|-url|-server", Operand, ""),
    Row("probe|doctor", "-p|-port", Instead("devcert probe {@1=localhost}:{-p|-port}[ --starttls {-starttls}]"), ""),
    Row("probe|doctor", "-san|-name|-domain|-d", Rename("--sni"), ""),
    Row("probe|doctor", "-showcerts|-v|-verbose", Drop, "all certificates are shown; --save stores them"),
    Row("probe|doctor", "-insecure|-k|-no-verify|-noverify", Drop, "an untrusted certificate is shown too"),
    Row("probe|doctor", "-client-cert|-cert-file|-E", Rename("--cert"), ""),
    Row("probe|doctor", "-client-key|-key-file", Rename("--key"), ""),
    Row("probe|doctor", "-tls1_2|-tlsv1.2", Put(&["--tls", "1.2"]), ""),
    Row("probe|doctor", "-tls1_3|-tlsv1.3", Put(&["--tls", "1.3"]), ""),
    Row("inspect", "-subject", Put(&["--field", "subject"]), ""),
    Row("inspect", "-issuer", Put(&["--field", "issuer"]), ""),
    Row("inspect", "-serial", Put(&["--field", "serial"]), ""),
    Row("inspect", "-fingerprint|-hash", Put(&["--field", "fingerprint"]), ""),
    Row("inspect", "-san|-sans|-names", Put(&["--field", "san"]), ""),
    Row("pubkey", "-to|-jwk|-jwks", Instead("devcert convert[ {@1}] --to jwks"), "a JWK Set of public keys"),
    Row("inspect", "-enddate|-dates|-expiry", Put(&["--field", "not-after"]), ""),
    Row("inspect", "-startdate", Put(&["--field", "not-before"]), ""),
    Row("inspect", "-pin|-spki", Put(&["--field", "spki-pin"]), ""),
    Row("convert", "-export|-p12|-pkcs12|-pfx", Put(&["--to", "pkcs12"]), ""),
    Row("convert", "-p7b|-pkcs7", Put(&["--to", "pkcs7"]), ""),
    Row("convert", "-pem|-der", Advice, "--to pem, or --to der"),
    Row("convert", "-nodes|-noenc|-nocerts|-nokeys", Drop, "without --new-passphrase nothing is encrypted; --to pkcs8 is the key, --to fullchain the certificates"),
    Row("convert", "-inkey|-certfile|-cert|-key|-in", Operand, ""),
    Row("convert", "-passin", Passphrase("--passphrase"), ""),
    Row("convert", "-passout|-password|-pass|-export-password", Passphrase("--new-passphrase"), ""),
    Row("convert", "-aes256|-aes128|-des3", Put(&["--new-passphrase", "prompt"]), ""),
    Row("convert", "-t|-type|-format|-output-format", Rename("--to"), ""),
    Row("issue|selfsign", "-p12|-pkcs12|-pfx|-p12-file", Then("devcert convert[ --dir {-dir}][ {-key} {-cert|-out=cert/file.crt}] --to pkcs12 --new-passphrase prompt"), ""),
    Row("selfsign", "-install|-trust", Then("devcert trust install --cert {-cert|-out=cert/file.crt}"), ""),
    Row("issue|init", "-install|-trust", Then("devcert trust install[ --ca {-ca}]"), ""),
    Row("init", "-passphrase|-passout|-password|-pass", Passphrase("--new-passphrase"), ""),
    Row("init", "-throw-away-key|-ephemeral|-discard-key", Instead("devcert issue --one-time-ca[ {-throw-away-key}][ {@}][ --dir {-dir}]"), ""),
    Row("issue", "-ephemeral|-throw-away-key|-discard-key", Put(&["--one-time-ca"]), ""),
    Row("init", "-force|-f|-y|-yes|-overwrite", Put(&["--if-needed"]), "keeps an existing CA; devcert never overwrites one"),
    Row("init", "-lan|-san|-n", Rename("--permit"), ""),
    Row("init", "-cn|-common-name|-commonname", Rename("--name"), ""),
    Row("lint", "-for|-profile|-type|-kind", Rename("--as"), ""),
    Row("lint", "-rule|-rules|-include", Rename("--select"), ""),
    Row("lint", "-exclude|-disable|-skip|-allow", Rename("--ignore"), ""),
    Row("lint", "-level|-severity", Rename("--min-severity"), ""),
    Row("renew", "-add-san|-add-domain|-expand", Rename("--san"), ""),
    Row("renew", "-for|-validity|-duration", Rename("--valid-for"), ""),
    Row("renew", "-now|-force-renewal|-renew-all", Put(&["--force"]), ""),
    Row("renew", "-deploy-hook|-post-hook|-hook|-reloadcmd|-renew-hook", Rename("--exec"), ""),
    Row("renew", "-cron|-install-cronjob", Put(&["--schedule", "cron"]), ""),
    Row("renew", "-systemd|-timer|-daemon", Put(&["--schedule", "systemd"]), ""),
    Row("renew", "-new|-rekey", Put(&["--new-key"]), ""),
    Row("revoke", "-serial|-cert|-in", Operand, ""),
    Row("revoke", "-invalid-since|-invalidity-date|-crl_compromise|-since", Rename("--compromised-since"), ""),
    Row("revoke", "-crl_reason", Rename("--reason"), ""),
    Row("expires", "-hidden|-no-exclude", Put(&["--no-ignore"]), ""),
    Row("expires|renew", "-checkend", Seconds("--within"), ""),
    Row("expires", "-days|-warn|-threshold", Advice, "--within 30d"),
    Row("renew", "-warn|-threshold", Advice, "--within 30d"),
    Row("crl", "-for|-valid-for|-crl_nextupdate|-nextupdate", Rename("--next-update"), ""),
    Row("crl", "-days|-crldays|-validity", Advice, "--next-update 30d"),
    Row("*", "-in|-infile|-file|-input|-inkey", Operand, ""),
    Row("*", "-inform", DropWithValue, "the type of a file is detected"),
    Row("*", "-outfile|-o-file|-output", Rename("--out"), ""),
    Row("*", "-text", Instead("devcert inspect --text[ {-in|@1}]"), ""),
    Row("*", "-noout", Drop, "no file is written unless you specify one"),
    Row("*", "-nodes|-noenc|-no-password|-insecure", Drop, "keys are not encrypted"),
    Row("*", "-new|-batch|-x509|-req", Drop, "commands do not ask questions"),
    Row("*", "-keyout", NewKey, ""),
    Row("*", "-signkey|-k|-private-key|-privkey|-keyfile", Rename("--key"), ""),
    Row("*", "-certificate|-crt|-certfile|-cert-file", Rename("--cert"), ""),
    Row(CREATORS, "-sha384", Put(&["--signature", "sha384"]), ""),
    Row(CREATORS, "-sha512", Put(&["--signature", "sha512"]), ""),
    Row(CREATORS, "-hash|-signature-algorithm|-sigalg", Rename("--signature"), ""),
    Row(CREATORS, "-sigopt", DropWithValue, "--signature rsa-pss creates RSA-PSS signatures"),
    Row("*", "-sha1|-sha256|-sha384|-sha512", Drop, "the digest depends on the key: SHA-256 or better"),
    Row("*", "-md|-digest|-hash|-signature-algorithm", DropWithValue, "the digest depends on the key: SHA-256 or better"),
    Row("*", "-addext|-ext", Extension, ""),
    Row("*", "-extfile|-extensions|-reqexts|-copy_extensions|-config", DropWithValue, "--san NAME adds a name; --key-usage and --extended-key-usage set its use"),
    Row("*", "-cn|-common-name|-commonname|-dns|-domains|-ip|-host|-hostname|-names|-name|-n|-hosts|-sans|-subject-alt-name", Rename("--san"), "clients check names there, not in the subject"),
    Row("*", "-duration|-ttl", Rename("--valid-for"), ""),
    Row("*", "-validity|-expires|-expiry|-valid|-lifetime", Rename("--days"), ""),
    Row(CREATORS, "-set_serial|-set-serial|-serial", DropWithValue, "serial numbers are random"),
    Row(CREATORS, "-CAcreateserial|-create_serial", Drop, "serial numbers are random"),
    Row("*", "-CAfile|-cacert|-ca-dir|-caroot", Rename("--ca"), ""),
    Row("*", "-passin|-password|-password-file|-pass", Passphrase("--passphrase"), ""),
    Row("*", "-v|-verbose|-debug", Drop, "output is verbose unless --quiet is given"),
    Row("*", "-y|-yes|-overwrite", Rename("--force"), ""),
    Row("*", "-no-color|-no-colour", Drop, "set NO_COLOR, or --color never"),
    Row("*", "-directory|-folder|-outdir|-output-dir|-out-dir", Rename("--dir"), ""),
];
