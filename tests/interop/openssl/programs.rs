//! Programs of Debian that call openssl, unmodified, with devcert as `openssl` first on PATH.

use std::collections::BTreeMap;

use super::shape::shape;
use super::{Pair, files};
use crate::world::{DEVCERT, World};

/// A pair of empty worlds; in one of them `openssl` is devcert.
fn empty_pair() -> Pair {
    let (openssl, devcert) = (World::new(), World::new());
    devcert.program(DEVCERT, "openssl --install bin").run().succeeds();
    Pair { openssl, devcert }
}

/// The shapes of the files of a world, whose own path is `.` in them. Files with random numbers as names have others.
fn shapes(world: &World) -> BTreeMap<String, String> {
    let own = world.folder().display().to_string();
    let of = |contents: Vec<u8>| match String::from_utf8(contents) {
        Ok(text) => shape(text.replace(&own, ".").as_bytes()),
        Err(bytes) => shape(bytes.as_bytes()),
    };
    let is_random =
        |part: &str| part.len() >= 36 && part[..32].bytes().all(|digit| digit.is_ascii_hexdigit());
    let named = files(world).into_iter().zip(1..).map(|((name, contents), number)| {
        let parts = name.split('/').map(|part| match is_random(part) {
            true => format!("random, file {number}"),
            false => part.to_owned(),
        });
        (parts.collect::<Vec<_>>().join("/"), of(contents))
    });
    named.collect()
}

/// Runs lines with both programs, which succeed and leave files of the same names and shapes.
#[track_caller]
fn leave_the_same(pair: &Pair, lines: &[&str]) {
    for line in lines {
        let (theirs, ours) = pair.run(line);
        theirs.succeeds();
        ours.succeeds();
        let (theirs, ours) = (shapes(&pair.openssl), shapes(&pair.devcert));
        assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>(), "{line}");
        for (name, shape) in &theirs {
            assert_eq!(*shape, ours[name], "{line}: {name}");
        }
    }
}

/// easy-rsa without questions, and with serial numbers that count.
const EASY_RSA: &str = "\
#!/bin/sh
export EASYRSA=\"$PWD\" EASYRSA_PKI=\"$PWD/pki\" EASYRSA_BATCH=1 EASYRSA_RAND_SN=no
exec /usr/share/easy-rsa/easyrsa \"$@\"
";

fn easy_rsa() -> Pair {
    let pair = empty_pair();
    for world in [&pair.openssl, &pair.devcert] {
        world.write("easy-rsa", EASY_RSA);
        world.program("chmod", "+x easy-rsa").run().succeeds();
    }
    pair
}

#[test]
fn easy_rsa_makes_the_same_pki() {
    leave_the_same(
        &easy_rsa(),
        &[
            "./easy-rsa init-pki",
            "./easy-rsa --req-cn='Test CA' build-ca nopass",
            "./easy-rsa gen-req server nopass",
            "./easy-rsa --subject-alt-name=DNS:server.test,IP:10.0.0.1 sign-req server server",
            "./easy-rsa gen-req client nopass && ./easy-rsa sign-req client client",
            "./easy-rsa --days=30 build-server-full full.test nopass",
            "./easy-rsa --passout=pass:secret build-client-full sealed",
            "./easy-rsa revoke client keyCompromise",
            "./easy-rsa gen-crl",
            "./easy-rsa renew full.test nopass",
            "./easy-rsa gen-crl",
            "./easy-rsa update-db",
            "./easy-rsa --passout=pass:secret export-p12 server",
            "./easy-rsa show-cert server; ./easy-rsa show-ca; ./easy-rsa show-crl; ./easy-rsa show-req server",
        ],
    );
}

#[test]
fn easy_rsa_makes_the_same_pki_with_curves() {
    leave_the_same(
        &easy_rsa(),
        &[
            "./easy-rsa init-pki",
            "./easy-rsa --use-algo=ec --curve=secp384r1 --dn-mode=org --req-c=DE --req-st=Berlin --req-city=Berlin \
             --req-org='Example & Co' --req-email=ca@example.test --req-ou=CA --req-cn='Test CA' build-ca nopass",
            "./easy-rsa --use-algo=ec --curve=prime256v1 build-server-full ec.test nopass",
            "./easy-rsa --use-algo=ed --curve=ed25519 build-client-full ed nopass",
            "./easy-rsa gen-crl",
        ],
    );
}

#[test]
fn ca_pl_makes_the_same_ca() {
    // CA.pl reads all of standard input for -newca, and none of it for -newreq.
    let root = "/usr/lib/ssl/misc/CA.pl -newca -extra-req '-nodes -subj \"/C=AU/ST=Some-State/O=Acme/CN=Test CA\"' < /dev/null";
    let request = |name: &str, call: &str| {
        format!("printf '\\n\\n\\nAcme\\n\\n{name}\\n\\n\\n\\n' | /usr/lib/ssl/misc/CA.pl {call}")
    };
    leave_the_same(
        &empty_pair(),
        &[
            root,
            &request("a.test", "-newreq -extra-req -nodes"),
            "yes | /usr/lib/ssl/misc/CA.pl -sign",
            "mv newcert.pem a.pem; mv newkey.pem a.key",
            &request("b.test", "-newreq-nodes"),
            "yes | /usr/lib/ssl/misc/CA.pl -signCA",
            "mv newcert.pem b.pem; mv newkey.pem b.key",
            &request("c.test", "-newcert -extra-req -nodes"),
            "/usr/lib/ssl/misc/CA.pl -revoke a.pem keyCompromise",
            "/usr/lib/ssl/misc/CA.pl -crl",
        ],
    );
}

#[test]
fn make_ssl_cert_makes_the_same_files() {
    let template = "cp /usr/share/ssl-cert/ssleay.cnf t.cnf; \
                    sed -i 's/@HostName@/host.test/; s/@SubjectAltName@/DNS:host.test,IP:10.0.0.1/' t.cnf; ";
    let snakeoil = "mkdir -p etc; cp -r /etc/ssl etc/; unshare -m sh -ec '\
                    mount --bind etc/ssl /etc/ssl; \
                    make-ssl-cert generate-default-snakeoil --force-overwrite --expiration-days 100'; \
                    cp etc/ssl/certs/ssl-cert-snakeoil.pem etc/ssl/private/ssl-cert-snakeoil.key .; \
                    test \"$(stat -c %a etc/ssl/private/ssl-cert-snakeoil.key)\" = 640; \
                    test -L etc/ssl/certs/\"$(openssl x509 -hash -noout -in ssl-cert-snakeoil.pem)\".0; rm -r etc";
    let manual = format!(
        "{template} make-ssl-cert t.cnf out.pem; test \"$(stat -c %a out.pem)\" = 600; find . -type l -delete"
    );
    leave_the_same(&empty_pair(), &[snakeoil, &manual]);
}

/// What dehydrated does for a certificate, without a server: instead of it, the request's own key signs.
const SIGN_DOMAIN: &str = "\
DEHYDRATED_NOOP=NOOP
. /usr/bin/dehydrated
OPENSSL=openssl OPENSSL_CNF=$(openssl version -d | cut -d'\"' -f2)/openssl.cnf
API=2 CA_NEW_ORDER=x KEYSIZE=2048 HOOK= PRIVATE_KEY_RENEW=yes PRIVATE_KEY_ROLLOVER=yes OCSP_MUST_STAPLE=yes
sign_csr() {
  extract_altnames \"$1\"
  key=$(ls certs/privkey-*.pem)
  openssl x509 -req -in <(echo \"$1\") -signkey \"$key\" -days 90 -set_serial 5 >&3
}
sign_domain certs 1 a.test b.test
test \"$(extract_altnames \"$(cat certs/cert.csr)\")\" = 'a.test b.test'
get_issuer_hash certs/cert.pem
";

#[test]
fn dehydrated_makes_the_same_keys_and_requests() {
    let pair = empty_pair();
    for world in [&pair.openssl, &pair.devcert] {
        world.write("sign_domain", SIGN_DOMAIN);
    }
    let run =
        |algorithm: &str| format!("mkdir certs; KEY_ALGO={algorithm} bash sign_domain; mv certs {algorithm}");
    leave_the_same(&pair, &[&run("rsa"), &run("secp384r1")]);
}

#[test]
fn acme_tiny_reads_the_same_from_keys_and_requests() {
    let pair = empty_pair();
    leave_the_same(
        &pair,
        &[
            "openssl genrsa 4096 > account.key; openssl genrsa 4096 > domain.key",
            "openssl req -new -sha256 -key domain.key -subj / -addext 'subjectAltName = DNS:yoursite.com, DNS:www.yoursite.com' \
             > domain.csr",
            // Debian's openssl.cnf with a section at its end, as the manual of acme-tiny has it
            "cat /etc/ssl/openssl.cnf > cnf; printf '\\n[SAN]\\nsubjectAltName=DNS:a.test,DNS:b.test\\n' >> cnf; \
             openssl req -new -sha256 -key domain.key -subj / -reqexts SAN -config cnf > san.csr",
        ],
    );
}

/// What dehydrated sends to a server, with the public key and the thumbprint that its own lines make.
const SIGNED_REQUESTS: &str = "\
DEHYDRATED_NOOP=NOOP
. /usr/bin/dehydrated
OPENSSL=openssl API=2 ACCOUNT_KEY=account.key ACCOUNT_URL= CA_NEW_NONCE=https://ca.test/nonce CA_NEW_ACCOUNT=https://ca.test/account
eval \"$(grep -E '^ *(pubExponent64|pubMod64|thumbprint)=' /usr/bin/dehydrated)\"
http_request() { if [ \"$1\" = head ]; then echo 'Replay-Nonce: nonce'; else echo \"$@\"; fi; }
signed_request https://ca.test/account '{\"termsOfServiceAgreed\": true}'
ACCOUNT_URL=https://ca.test/account/1
signed_request https://ca.test/order '{\"identifiers\": [{\"type\": \"dns\", \"value\": \"a.test\"}]}'
signed_request https://ca.test/order/1 ''
echo \"$thumbprint\" \"$(printf 'a?b>c' | urlbase64)\" \"$(printf 'a?b>c' | urlbase64 | deurlbase64)\"
EAB_KID=kid EAB_HMAC_KEY=MDEyMzQ1Njc4OWFiY2RlZg eab_url=https://ca.test/account
eval \"$(grep -E '^ *eab_[a-z0-9]+=' /usr/bin/dehydrated)\"
echo \"$eab_signed64\"
";

/// Runs a line in both worlds, which print the same, and not nothing.
#[track_caller]
fn print_the_same(pair: &Pair, line: &str) {
    let (theirs, ours) = pair.run(line);
    let (theirs, ours) = (theirs.succeeds(), ours.succeeds());
    assert!(!theirs.text().is_empty(), "{line} prints nothing");
    assert_eq!(theirs.text(), ours.text(), "{line}");
}

/// A pair with the same account key and request.
fn account() -> Pair {
    let pair = empty_pair();
    let line = "openssl genrsa -out account.key 2048; \
                openssl req -new -newkey rsa:2048 -nodes -keyout domain.key -subj /CN=a.test \
                -addext subjectAltName=DNS:a.test,DNS:b.test -out domain.csr";
    pair.openssl.program_with("sh", ["-c", line]).run().succeeds();
    pair.with_equal_files()
}

#[test]
fn dehydrated_sends_the_same_signed_requests() {
    let pair = account();
    for world in [&pair.openssl, &pair.devcert] {
        world.write("signed_requests", SIGNED_REQUESTS);
    }
    print_the_same(&pair, "bash signed_requests");
}

#[test]
fn acme_tiny_sends_the_same_signed_requests() {
    let pair = account();
    for world in [&pair.openssl, &pair.devcert] {
        world.write("acme.py", include_str!("acme_tiny.py"));
    }
    print_the_same(&pair, "PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 acme.py");
}

#[test]
fn update_ca_certificates_makes_the_same_directory() {
    // The files and the links, without the name of the world.
    let listed = "cd etc; for file in *; do echo \"$file\" \"$(readlink \"$file\" | sed \"s,$OLDPWD,.,\")\"; done; \
                  cksum ca-certificates.crt";
    let update = "/usr/sbin/update-ca-certificates --certsconf $PWD/conf --certsdir /usr/share/ca-certificates \
                  --localcertsdir $PWD/local --etccertsdir $PWD/etc --hooksdir $PWD/hooks";
    let pair = Pair::new();
    for line in [
        format!(
            "mkdir etc hooks local; cp ca.pem local/own.crt; grep -v '^#' /etc/ca-certificates.conf > conf; {update}"
        ),
        format!("sed -i '1,5s/^/!/' conf; rm local/own.crt; {update} --verbose"),
        format!("{update} --fresh"),
    ] {
        print_the_same(&pair, &format!("{{ {line}; }} | sed \"s,$PWD,.,\"; {listed}"));
    }
}
