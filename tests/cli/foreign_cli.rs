//! Lines of openssl, mkcert, step, cfssl, certtool and keytool, typed to devcert, are answered with devcert's.

use crate::shell::as_printed;
use crate::world::World;

/// The answers to lines that are typed by habit.
const ANSWERS: &[(&str, &str)] = &[
    // cfssl's files of JSON are no hosts, keys or certificates.
    ("cfssl gencert -hostname=a.test,10.0.0.1 server.json", "devcert issue a.test 10.0.0.1\n"),
    ("gencert a.test", "devcert issue a.test\n"),
    ("cfssl genkey csr.json", "devcert csr   (creates a key if it is missing)"),
    ("cfssl selfsign a.test csr.json", "devcert selfsign --no-default-names --san a.test\n"),
    ("certtool -k --infile k.pem", "devcert inspect --text k.pem\n"),
    ("step crypto key format my.key --pem", "devcert convert my.key --to pkcs8 --out -\n"),
    (
        "verify -CAfile r.crt -untrusted i.crt s.crt",
        "cat s.crt i.crt | devcert verify --no-key --cert - --ca r.crt\n",
    ),
    (
        "mkcert -client -pkcs12 alice",
        "devcert issue --profile client alice --dir alice && devcert convert --dir alice --to pkcs12 --new-passphrase prompt\n",
    ),
    (
        "mkcert -pkcs12 -client alice",
        "devcert issue --profile client alice --dir alice && devcert convert --dir alice --to pkcs12 --new-passphrase prompt\n",
    ),
    // keytool, easy-rsa, minica
    ("keytool -printcert -file c.pem", "devcert inspect c.pem\n"),
    ("keytool -printcert -sslserver a.test:8443", "devcert probe a.test:8443\n"),
    ("keytool -list -keystore ks.p12", "devcert inspect ks.p12 --passphrase prompt\n"),
    (
        "keytool -importcert -file ca.crt -keystore t.p12",
        "devcert convert ca.crt --to truststore --out t.p12 --new-passphrase prompt\n",
    ),
    ("easyrsa build-server-full a.test nopass", "devcert issue a.test\n"),
    ("easyrsa gen-crl", "devcert crl\n"),
    ("minica --domains a.test,b.test", "devcert issue a.test b.test\n"),
    ("import x.p12", "devcert convert x.p12 --to pem --passphrase prompt\n"),
    ("self-signed a.test", "devcert selfsign --san a.test\n"),
    ("ca dir", "devcert ca path\n"),
    ("needs-renewal a.crt", "devcert expires a.crt\n"),
    ("expires certs --hidden", "devcert expires certs --no-ignore\n"),
    ("convert a.pem --format pkcs12", "devcert convert a.pem --to pkcs12\n"),
    ("revoke a.crt --invalidity-date 2026-11-01", "devcert revoke a.crt --compromised-since 2026-11-01\n"),
    ("ca root", "devcert ca export\n"),
    // openssl
    (
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=app.test",
        "devcert selfsign --days 30 --subject /CN=app.test --san app.test --key key.pem --new-key --cert cert.pem",
    ),
    (
        "req -x509 -newkey rsa:4096 -sha256 -days 3650 -nodes -keyout a.key -out a.crt -addext subjectAltName=DNS:a.test,IP:10.0.0.5",
        "devcert selfsign --days 3650 --algorithm rsa:4096 --san DNS:a.test --san IP:10.0.0.5 --key a.key --new-key --cert a.crt",
    ),
    ("req -new -key key.pem -out my.csr", "devcert csr --key key.pem --out my.csr"),
    ("req -new -newkey rsa:3072 -keyout k.pem", "devcert csr --algorithm rsa:3072 --key k.pem --new-key"),
    ("req -in my.csr -noout -text", "devcert inspect --text my.csr"),
    ("x509 -in site.crt -text -noout", "devcert inspect --text site.crt"),
    ("x509 -in site.crt -noout -enddate", "devcert inspect --field not-after site.crt"),
    ("x509 -in site.crt -noout -fingerprint -sha256", "devcert inspect --field fingerprint site.crt"),
    ("x509 -in site.crt -checkend 86400", "devcert expires site.crt --within 1d"),
    ("x509 -in site.crt -checkhost a.test", "devcert verify --no-key --cert site.crt --host a.test"),
    ("x509 -in site.crt -outform DER -out site.der", "devcert convert site.crt --to der --out site.der"),
    (
        "x509 -req -in my.csr -CA my/ca.crt -CAkey my/ca.key -CAcreateserial -days 30 -out my.crt",
        "devcert sign my.csr --days 30 --ca my --out my.crt",
    ),
    ("x509 -req -in my.csr -signkey my.key -days 9", "devcert selfsign --csr my.csr --days 9 --key my.key"),
    ("genrsa -out my.key 4096", "devcert genkey --algorithm rsa:4096 --out my.key"),
    ("genrsa 2048", "devcert genkey"),
    ("genpkey -algorithm ed25519 -out my.key", "devcert genkey --algorithm ed25519 --out my.key"),
    (
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out my.key",
        "devcert genkey --algorithm p384 --out my.key",
    ),
    (
        "ecparam -name secp384r1 -genkey -noout -out ec.key",
        "devcert genkey --algorithm p384 --key-format sec1 --out ec.key",
    ),
    ("rsa -in my.key -pubout -out my.pub", "devcert pubkey my.key --out my.pub"),
    (
        "pkey -in my.key -aes256 -out sealed.pem",
        "devcert convert my.key --out sealed.pem --new-passphrase prompt",
    ),
    ("pkcs8 -topk8 -nocrypt -in my.key -out new.key", "devcert convert my.key --to pkcs8 --out new.key"),
    (
        "rsa -in my.key -passin env:PW -out new.key",
        "devcert convert my.key --passphrase env:PW --to pkcs8 --out new.key",
    ),
    ("genrsa -aes256 -out my.key", "devcert openssl genrsa -aes256 -out my.key\n"),
    (
        "pkcs12 -export -in a.crt -inkey a.key -certfile ca.crt -name web -out a.p12 -passout env:PW",
        "devcert convert a.key a.crt ca.crt --to pkcs12 --name web --out a.p12 --new-passphrase env:PW",
    ),
    (
        "pkcs12 -in a.p12 -nocerts -nodes -out a.key",
        "devcert convert a.p12 --to pkcs8 --out a.key --passphrase prompt",
    ),
    (
        "s_client -connect localhost:443 -servername a.test -CAfile ca.pem",
        "devcert probe localhost:443 --sni a.test --ca ca.pem",
    ),
    ("s_client -starttls smtp -connect mail.test:25", "devcert probe mail.test:25 --starttls smtp"),
    ("verify -CAfile ca.crt cert.pem", "devcert verify --no-key --cert cert.pem --ca ca.crt"),
    ("crl -in ca.crl -text", "devcert inspect --text ca.crl"),
    ("ca -gencrl -out ca.crl", "devcert crl --out ca.crl"),
    ("ca -revoke a.crt -crl_reason keyCompromise", "devcert revoke a.crt --reason keyCompromise"),
    ("dgst -sha256 x", "devcert openssl dgst -sha256 x\n"),
    ("rand -hex 16", "devcert openssl rand -hex 16\n"),
    ("enc -aes-256-cbc -pbkdf2 -in a$b", "devcert openssl enc -aes-256-cbc -pbkdf2 -in 'a$b'\n"),
    ("genrsa -aes256 -passout pass:x -out my.key", "devcert openssl genrsa -aes256 -out my.key\n"),
    ("rand -nonsense", "devcert openssl rand -help"),
    ("cms -sign", "use openssl for this"),
    ("version", "devcert --version"),
    // mkcert
    ("-install", "devcert ca init --if-needed && devcert trust install"),
    ("-CAROOT", "devcert ca path"),
    ("localhost 127.0.0.1 ::1", "devcert issue localhost 127.0.0.1 ::1"),
    ("mkcert localhost 127.0.0.1", "devcert issue localhost 127.0.0.1"),
    ("*.app.test", "devcert issue '*.app.test'"),
    (
        "-cert-file a.pem -key-file b.pem localhost",
        "devcert issue localhost --cert a.pem --key b.pem --new-key",
    ),
    ("-ecdsa a.test", "devcert issue a.test --algorithm p256"),
    ("-csr my.csr", "devcert sign my.csr"),
    ("-client alice", "devcert issue --profile client alice"),
    ("localhost --days 30", "devcert issue localhost --days 30"),
    ("--color never localhost", "devcert issue localhost"),
    ("localhost:3001", "devcert probe localhost:3001"),
    ("https://localhost:3001/", "devcert probe localhost:3001"),
    // step
    (
        "certificate create app.test a.crt a.key --not-after 24h --san b.test",
        "devcert issue app.test --san b.test --valid-for 24h --cert a.crt --key a.key --new-key",
    ),
    (
        "certificate create --profile self-signed app.test a.crt a.key --kty OKP --curve Ed25519",
        "devcert selfsign --no-default-names --san app.test --algorithm ed25519 --key a.key --new-key --cert a.crt",
    ),
    ("step certificate create root a b --profile root-ca", "devcert ca init --subject /CN=root"),
    ("certificate inspect a.crt", "devcert inspect --text a.crt"),
    ("certificate inspect https://localhost:3001", "devcert probe localhost:3001"),
    ("certificate p12 a.p12 a.crt a.key", "devcert convert a.key a.crt --to pkcs12 --out a.p12"),
    ("ca certificate localhost a.crt a.key", "devcert issue localhost --cert a.crt --key a.key --new-key"),
    ("step ca init", "devcert ca init"),
    ("step ca renew a.crt a.key", "devcert renew a.crt"),
    // cfssl and certtool
    ("gencert -initca ca.json", "devcert ca init"),
    (
        "gencert -ca ca.pem -ca-key ca.key csr.json",
        "mkdir -m 700 ca && cp ca.pem ca/ca.crt && cp ca.key ca/ca.key && devcert issue --ca ca\n",
    ),
    ("certinfo -cert my.pem", "devcert inspect my.pem"),
    ("--generate-privkey --bits 4096 --outfile my.pem", "devcert genkey --algorithm rsa:4096 --out my.pem"),
    (
        "--generate-self-signed --load-privkey my.pem --outfile my.crt",
        "devcert selfsign --key my.pem --cert my.crt",
    ),
    ("--certificate-info --infile my.pem", "devcert inspect --text my.pem"),
    // Options of others
    (
        "genkey -aes256 --out my.key",
        "devcert genkey --out my.key && devcert convert my.key --out my.key --force --new-passphrase prompt",
    ),
    ("genkey -algorithm RSA", "devcert genkey --algorithm RSA"),
    ("selfsign -addext subjectAltName=DNS:a.test", "devcert selfsign --san DNS:a.test"),
    ("selfsign -days=30", "devcert selfsign --days=30"),
    ("genkey -json", "devcert genkey --json"),
    ("genkey -a p256 -out=x.pem", "devcert genkey -a p256 --out=x.pem"),
    ("trust add ca.crt", "devcert trust install --cert ca.crt"),
    ("cert/file.crt", "devcert inspect cert/file.crt"),
    ("csr -subj /CN=x", "devcert csr --subj /CN=x"),
    ("selfsign -days 365", "devcert selfsign --days 365"),
    ("selfsign --nodes", "devcert selfsign   (keys are not encrypted)"),
    ("selfsign -keyout new.key", "devcert selfsign --key new.key --new-key"),
    ("genkey 2048", "devcert genkey --bits 2048"),
    ("genkey p384", "devcert genkey --algorithm p384"),
    ("genkey my.pem", "devcert genkey --out my.pem"),
    ("inspect -noout -in my.pem", "devcert inspect my.pem"),
    ("convert -export -in my.pem", "devcert convert --to pkcs12 my.pem"),
    ("convert my.pem --passwd pass:secret -passout pass:secret", "--help"),
    ("probe -connect localhost:443", "devcert probe localhost:443"),
    ("pubkey cert.pem -text", "devcert inspect --text cert.pem"),
    ("genkey --algorithm rsa --bits 4096", "devcert genkey --bits 4096"),
    ("trust install ca.crt", "devcert trust install --cert ca.crt"),
    ("sign -in my.csr", "devcert sign my.csr"),
];

/// What people type by mistake, or as they would call it, and the command line that they mean.
const MISTAKES: &[(&str, &str)] = &[
    ("selfsign --host a.test", "devcert selfsign --san a.test"),
    ("csr --cn a.test --dns b.test --ip 10.0.0.1", "devcert csr --san a.test --san b.test --san 10.0.0.1"),
    ("csr --name a.test -n b.test --hosts c.test", "devcert csr --san a.test --san b.test --san c.test"),
    ("selfsign --san a.test,b.test", "devcert selfsign --san a.test --san b.test"),
    ("selfsign --san DNS:a.test,IP:10.0.0.5", "devcert selfsign --san DNS:a.test --san IP:10.0.0.5"),
    ("selfsign --san https://[::1]:3000", "devcert selfsign --san ::1"),
    ("selfsign --san https://user:pw@dev.test/", "devcert selfsign --san dev.test"),
    ("issue https://dev.test?x=1", "devcert issue dev.test"),
    ("issue x:8443", "devcert issue x"),
    ("selfsign --days 1y", "devcert selfsign --valid-for 1y"),
    ("selfsign --days 365d", "devcert selfsign --valid-for 365d"),
    ("selfsign --valid-for 365", "devcert selfsign --valid-for 365d"),
    ("expires --within 30", "devcert expires --within 30d"),
    ("probe localhost --timeout 1", "devcert probe localhost --timeout 1s"),
    ("selfsign --country DE --org Acme --ou Dev", "devcert selfsign --subject /C=DE/O=Acme/OU=Dev"),
    ("selfsign --ttl 30d", "devcert selfsign --valid-for 30d"),
    ("crl --for 7d", "devcert crl --next-update 7d"),
    ("lint --for server", "devcert lint --as server"),
    ("lint --severity error", "devcert lint --min-severity error"),
    ("revoke 01 --invalid-since 2026-01-01", "devcert revoke 01 --compromised-since 2026-01-01"),
    ("ca init --passphrase prompt", "devcert ca init --new-passphrase prompt"),
    ("ca init --throw-away-key a.test", "devcert issue --one-time-ca a.test"),
    ("issue a.test --ephemeral", "devcert issue a.test --one-time-ca"),
    ("certificate needs-renewal a.crt", "devcert expires a.crt --within 30d"),
    ("issue --type client alice", "devcert issue --profile client alice --dir client"),
    ("selfsign --p12", "devcert selfsign && devcert convert --to pkcs12"),
    ("issue a.test --pkcs12", "devcert issue a.test && devcert convert --to pkcs12"),
    ("issue --install", "devcert issue && devcert trust install"),
    ("selfsign --install", "devcert selfsign && devcert trust install --cert cert/file.crt"),
    ("selfsign --set-serial 5", "devcert selfsign   (serial numbers are random)"),
    ("issue --hash sha384 a.test", "devcert issue --signature sha384 a.test"),
    ("csr -sigopt rsa_padding_mode:pss", "devcert csr   (--signature rsa-pss creates RSA-PSS signatures"),
    ("genkey --ec", "devcert genkey --algorithm p256"),
    ("genkey --rsa 4096", "devcert genkey --bits 4096"),
    ("csr -k my.key", "devcert csr --key my.key"),
    ("--dir x selfsign", "devcert selfsign --dir x"),
    ("--dir x ca init", "--help"),
    ("ca init --lan", "--help"),
    ("serve", "devcert verify"),
    ("client", "devcert issue --profile client client --dir client"),
    ("untrust", "devcert trust uninstall"),
    ("pin", "devcert inspect --field spki-pin cert/file.crt"),
    ("check cert/file.crt", "devcert verify cert/file.crt   (starts a server from the files"),
    ("setup", "devcert issue && devcert trust install   ("),
    ("rotate", "devcert ca rotate\n"),
    ("rekey", "devcert renew --force --new-key\n"),
    ("pubkey --to jwk", "devcert convert --to jwks   ("),
    ("inspect --fingerprint a.crt", "devcert inspect --field fingerprint a.crt\n"),
    ("issue --expires 30d", "devcert issue --valid-for 30d\n"),
    ("issue --validity=1y", "devcert issue --valid-for=1y\n"),
    ("issue --validity 30", "devcert issue --days 30\n"),
    ("issue --out-dir o", "devcert issue --dir o\n"),
    ("issue --colour", "devcert issue   (add --color auto, --color always or --color never)\n"),
    (
        "genkey --out k.pem --new-passphrase new:pw",
        "devcert genkey --out k.pem && devcert convert k.pem --out k.pem --force --new-passphrase prompt",
    ),
    ("crl my.crl", "devcert crl --out my.crl\n"),
    (
        "ca init --force",
        "devcert ca init --if-needed   (keeps an existing CA; devcert never overwrites one)\n",
    ),
    ("ca init my-ca", "devcert ca init --ca my-ca\n"),
    ("ca init --intermediate root", "devcert ca init --intermediate --parent root\n"),
    ("ca init --ca int --parent root", "devcert ca init --ca int --parent root --intermediate\n"),
    ("ca init --ca a --path-length 1", "devcert ca init --ca a   (a root CA has no such limit)\n"),
    ("selfsign --days 0 --force", "devcert selfsign\n"),
    ("request", "devcert csr"),
    ("list", "devcert ca list"),
    ("status", "devcert trust status"),
    ("check localhost:443", "devcert doctor localhost:443"),
    ("check https://localhost:443/x", "devcert doctor localhost:443"),
    ("inspect https://localhost:3001/x", "devcert probe localhost:3001"),
    ("convert --to jks", "devcert convert --preset java"),
    ("convert --preset kube", "devcert convert --preset k8s"),
    ("probe localhost 3999", "devcert probe localhost:3999"),
    ("probe localhost -p 3999", "devcert probe localhost:3999"),
    ("probe --insecure localhost", "devcert probe localhost   ("),
    ("probe -k localhost", "devcert probe localhost   ("),
    ("probe --client-cert my.crt localhost", "devcert probe --cert my.crt localhost"),
    ("probe localhost --tlsv1.2", "devcert probe localhost --tls 1.2"),
    ("ca cross-sign", "devcert ca rotate"),
    ("csr --ca team-ca", "devcert ca csr --ca team-ca"),
    ("ca renew cert/file.crt", "devcert renew cert/file.crt"),
    ("ca renew team-ca", "devcert ca renew --ca team-ca"),
    ("step ca renew a.crt a.key", "devcert renew a.crt"),
    ("step ca rekey a.crt a.key", "devcert renew a.crt --new-key"),
    ("renew --force-renewal", "devcert renew --force"),
    ("renew --deploy-hook true", "devcert renew --exec true"),
    ("renew --add-san a.test", "devcert renew --san a.test"),
    ("renew --install-cronjob", "devcert renew --schedule cron"),
    ("lint --rule san-missing", "devcert lint --select san-missing"),
    ("verify --host https://localhost:3000", "devcert verify --host localhost"),
    ("ca init --permit https://dev.example.com/", "devcert ca init --permit dev.example.com"),
    ("genkey --key-fromat sec1", "devcert genkey --key-format sec1"),
    ("genkey --key-format sec", "devcert genkey --key-format sec1"),
    ("selfsing --san a.test", "devcert selfsign --san a.test"),
    ("ca lst", "devcert ca list"),
    ("man ca int", "devcert man ca-init"),
    ("man trust-instal", "devcert man trust-install"),
    ("genkey --rsa", "devcert genkey --algorithm rsa\n"),
    ("genkey --rsa 3072", "devcert genkey --bits 3072\n"),
    (
        "csr --days 30 --san a.test",
        "devcert csr --san a.test   (the CA that signs the request sets the time)",
    ),
    ("help isue", "devcert help issue\n"),
    ("genkey --key-format der", "devcert genkey --outform der\n"),
    ("genkey --outform pkcs1", "devcert genkey --key-format pkcs1\n"),
    ("probe localhost:1 --starttls imaps", "devcert probe localhost:1   (for TLS from the first byte)"),
    ("probe localhost:1 --starttls smpt", "devcert probe localhost:1 --starttls smtp\n"),
    ("probe localhost:1 --starttls postgresql", "devcert probe localhost:1 --starttls postgres\n"),
    ("trust status --store sytem", "devcert trust status --store system\n"),
    ("convert --preset webpack", "devcert convert --preset node\n"),
    ("doctor", "devcert doctor localhost:443\n"),
    ("completions", "devcert completions bash\n"),
    ("selfsign --san http://a.test/ --san https://b.test:1/", "devcert selfsign --san a.test --san b.test\n"),
    ("issue http://a.test/ b.test:1 c.test", "devcert issue a.test b.test c.test\n"),
    ("issue a.test;b.test", "devcert issue a.test b.test\n"),
    ("issue *.localhost", "devcert issue '*.app.localhost'\n"),
    ("selfsign --san IP:localhost", "devcert selfsign --san DNS:localhost\n"),
    ("issue --days 0", "devcert issue\n"),
];

/// What another program's line says in files of its own: the CA becomes a folder that devcert reads.
const WITH_A_CA: &[&str] = &[
    "x509 -req -in my.csr -CA root.crt -CAkey root.key -CAcreateserial -days 90 -out my.crt",
    "step certificate sign my.csr root.crt root.key",
    "cfssl sign -ca root.crt -ca-key root.key my.csr",
    "certtool --generate-certificate --load-request my.csr --load-ca-certificate root.crt --load-ca-privkey root.key --outfile my.crt",
    "cfssl gencert -ca=root.crt -ca-key=root.key -hostname=a.test,10.0.0.1 server.json",
    "step certificate create a.test a.crt a.key --ca root.crt --ca-key root.key",
];

#[test]
#[cfg(unix)]
fn a_ca_in_two_files_of_another_program_signs_what_the_hint_asks_for() {
    for line in WITH_A_CA {
        let world = World::new();
        world.run(["ca", "init", "--ca", "made"]).succeeds();
        world.write("root.crt", world.read("made/ca.crt"));
        world.write("root.key", world.read("made/ca.key"));
        world.run(["csr", "-a", "p256", "--out", "my.csr"]).succeeds();
        let typed: Vec<_> = line.split(' ').collect();
        let refused = world.refuses_all(&typed);
        refused.says("hint: mkdir -m 700 ca && cp root.crt ca/ca.crt && cp root.key ca/ca.key && ");
        world.paste(&refused.hints()[0]).succeeds().says("certificate");
        assert_eq!(world.read("root.key"), world.read("ca/ca.key"));
    }
}

#[test]
fn a_passphrase_is_not_taken_for_a_file() {
    let world = World::new();
    for line in ["genkey --passphrase hunter2", "genkey --passphrase=hunter2", "csr --passout pass:hunter2"] {
        let typed: Vec<_> = line.split(' ').collect();
        world.refuses_all(&typed).does_not_say("hunter2").says("--new-passphrase prompt");
    }
    world.refuses(["genkey", "--passphrase", "env:PW"]).says("--new-passphrase env:PW");
}

#[test]
fn a_line_of_another_program_is_answered_with_the_line_for_devcert() {
    let world = World::new();
    let mut wrong = Vec::new();
    for (line, answer) in ANSWERS.iter().chain(MISTAKES) {
        let typed: Vec<_> = line.split(' ').collect();
        let answer = if answer.starts_with('-') { (*answer).to_owned() } else { format!("hint: {answer}") };
        let refused = world.refuses_all(&typed);
        refused.does_not_say("secret");
        if !refused.stderr().contains(&as_printed(&answer)) {
            wrong.push(format!("{refused}\ndoes not say: {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn help_is_suggested_where_nothing_better_is() {
    let world = World::new();
    for line in ["issue --hosts a.test", "isue", "fingerprint a.crt", "genkey --bits 3072 -a rsa"] {
        let typed: Vec<_> = line.split(' ').collect();
        world.refuses_all(&typed).says("  hint: devcert ").does_not_say("--help");
    }
    world.refuses(["issue", "--frobnicate"]).says("  hint: devcert issue --help\n");
    world.refuses(["verify", "--no-key", "--key", "a.pem"]).says("  hint: devcert verify --help\n");
}

/// Words that resemble options and commands, and mean something else.
#[test]
fn nothing_is_suggested_that_is_only_somewhat_like_what_was_typed() {
    let world = World::new();
    for line in [
        "verbose",
        "renew --json5x",
        "lint --selct5 x",
        "selfsign --orgs x",
        "sreve",
        "probe localhost --crx x",
    ] {
        let typed: Vec<_> = line.split(' ').collect();
        let refused = world.refuses_all(&typed);
        let hints = refused.stderr().lines().filter(|line| line.starts_with("  hint: "));
        assert!(hints.clone().all(|hint| hint.contains("--help")), "{refused}");
    }
}

/// Lines that begin as another program's, and with a command of devcert's.
#[test]
fn no_option_is_offered_that_the_command_does_not_have() {
    let world = World::new();
    for (line, wrong) in [
        ("ca init --out x", "devcert sign"),
        ("ca show --in x", "devcert sign"),
        ("trust install --yes", "--force"),
        ("verify -ecdsa", "--algorithm"),
        ("inspect --ttl 5d", "--valid-for"),
        ("verify --serial 5", "serial numbers are random"),
    ] {
        let typed: Vec<_> = line.split(' ').collect();
        world.refuses_all(&typed).does_not_say(wrong);
    }
}

#[test]
fn an_option_with_one_hyphen_is_never_taken_for_letters_of_others() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let before = world.tree();
    for (line, option) in [
        ("genkey -out other.pem", "-out"),
        ("genkey -a p256 -out", "-out"),
        ("genkey -force", "-force"),
        ("convert cert/file.crt -out other.der", "-out"),
        ("convert cert/file.crt -format der", "-format"),
        ("genkey -format der", "-format"),
    ] {
        let typed: Vec<_> = line.split(' ').collect();
        let refused = world.refuses_all(&typed);
        refused.says(&format!("unexpected argument \"{option}\""));
    }
    assert_eq!(world.tree(), before);
    world.run(["genkey", "-fq", "-a", "p256"]).succeeds();
}

#[test]
fn a_name_that_is_only_a_misspelt_command_is_told_as_one() {
    let world = World::new();
    world.refuses(["selfsing"]).says("hint: devcert selfsign\n").does_not_say("devcert issue");
    world.refuses(["ca", "lst"]).says("hint: devcert ca list\n");
}

#[test]
fn values_that_openssl_or_step_would_take_are_answered_with_what_to_write() {
    let world = World::new();
    world.refuses(["selfsign", "--valid-for", "365"]).says("as in 365d");
    world.run(["genkey", "-a", "rsa2048"]).succeeds();
}

#[test]
fn a_form_may_be_called_by_its_extension_in_capitals_too() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let run = world.env("PASS", "secret");
    run.run(["convert", "--to", "PFX", "--new-passphrase", "env:PASS"])
        .succeeds()
        .says("created cert/identity.p12");
    world.run(["convert", "cert/file.crt", "--to", "p7b"]).succeeds().says("created cert/chain.p7b");
    world.run(["convert", "cert/file.crt", "--to", "DER"]).succeeds().says("created cert/object.der");
    world.refuses(["convert", "--to", "pvk"]).says("(possible values: pem, der");
}
