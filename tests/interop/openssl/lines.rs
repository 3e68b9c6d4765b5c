//! Lines as scripts have them.

/// Configurations that the lines use.
pub(super) const CONFIGURATIONS: [(&str, &str); 5] = [
    ("server.cnf", include_str!("server.cnf")),
    (
        "ext.cnf",
        "[v3]\nbasicConstraints=CA:FALSE\nsubjectAltName=@alt\n[alt]\nDNS.1=a\nDNS.2=b\nIP=1.2.3.4\n",
    ),
    ("san.cnf", "subjectAltName=DNS:x\n"),
    (
        "ca.cnf",
        "authorityInfoAccess=OCSP;URI:http://o/,caIssuers;URI:http://c/\nbasicConstraints=critical,CA:TRUE,pathlen:1\n\
         authorityKeyIdentifier=keyid:always,issuer:always\nsubjectKeyIdentifier=none\n",
    ),
    ("all.cnf", include_str!("all.cnf")),
];

pub(super) const REQUESTS: [&str; 22] = [
    "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -batch",
    "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -subj '/CN=\u{e9}+OU=x/O=a\\/b'",
    "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -utf8 -subj /CN=\u{e9}\u{4e2d} -sha512 -text",
    "printf 'DE\\n.\\nBerlin\\n\\n\\nhost\\na@b\\n\\n\\n' | openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem",
    "printf '\\n\\n\\n\\n\\nhost\\n\\npassword\\ncompany\\n' | openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem",
    "openssl req -new -key ec.pem -out r.pem -subj /C=US/ST=CA/L=SF/O=Org/OU=Unit/CN=x/emailAddress=a@b",
    "openssl req -new -key k.pem -out r.der -outform DER -subj /CN=x -SHA384",
    "openssl req -new -key sealed.pem -passin pass:secret -out new.pem -subj /CN=x/ -sha1",
    "PW=secret openssl req -new -key sealed.pem -passin env:PW -out new.pem -subj /CN=x",
    "echo secret > pw; openssl req -new -key sealed.pem -passin file:pw -out new.pem -subj /CN=x",
    "echo secret | openssl req -new -key sealed.pem -passin stdin -out new.pem -subj /CN=x",
    "openssl req -new -newkey rsa:1024 -passout pass:secret -keyout new.key -out new.pem -subj /CN=x",
    "openssl req -new -nodes -newkey ec:params.pem -keyout new.key -out new.pem -subj /CN=x",
    "openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -keyout new.key -out new.pem -subj /",
    "openssl req -new -noenc -newkey ed25519 -keyout new.key -out new.pem -subj /CN=x",
    "openssl req -new -nodes -keyout new.pem -out new.pem -subj /CN=x",
    "openssl req -new -config server.cnf -nodes -keyout new.key -out new.pem",
    "HOST=h.test openssl req -new -config server.cnf -section other -nodes -keyout new.key -out new.pem",
    "cat server.cnf | openssl req -new -config /dev/stdin -nodes -keyout new.key -out new.pem -reqexts more",
    "openssl req -new --key=k.pem --out=a.pem -out=b.pem -subj=/CN=x -addext 'subjectAltName = DNS:a, IP:::1'",
    "openssl req -new -key k.pem -subj /CN=x -newhdr -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1",
    "openssl req -in r.pem -noout -subject -pubkey -modulus -verify -text",
];

pub(super) const SELF_SIGNED: [&str; 16] = [
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 365 -subj /CN=localhost",
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem \
     -subj '/C=US/ST=CA/O=Acme, Inc./CN=x' -addext subjectAltName=DNS:a,IP:127.0.0.1 -addext keyUsage=critical,digitalSignature",
    "openssl req -x509 -newkey ed25519 -noenc -keyout k.pem -out c.pem -subj / -days 10",
    "openssl req -new -x509 -key ec.pem -out c.pem -subj /CN=x -days 365250",
    "openssl req -x509 -newkey rsa:2048 -passout pass:secret -keyout k.pem -out c.pem -subj /CN=x -sha384",
    "openssl req -new -x509 -newkey rsa:2048 -nodes -keyout k.pem -out k.pem -subj /CN=x",
    "openssl req -x509 -key k.pem -subj /CN=x -set_serial 0x42 -noout -text",
    "openssl req -x509 -in r.pem -key k.pem -out c.pem",
    "openssl req -x509 -in r.pem -key k.pem -out c.pem -copy_extensions copy -subj /CN=other",
    "openssl req -x509 -in r.pem -CA ca.pem -CAkey ca.key -out c.pem -days 7 -copy_extensions copyall",
    "openssl req -CA ca.pem -CAkey ca.key -newkey rsa:2048 -nodes -keyout n.pem -out c.pem -subj /CN=leaf",
    "openssl req -x509 -config server.cnf -nodes -keyout new.key -out new.pem -extensions ca",
    "openssl req -x509 -config server.cnf -nodes -keyout new.key -out new.pem -extensions plain -days 1",
    "openssl req -x509 -key k.pem -subj /CN=x -out c.der -outform der",
    "openssl req -x509 -key k.pem -subj /CN=x -out c.pem -addext subjectKeyIdentifier=none -addext authorityKeyIdentifier=none",
    "openssl req -x509 -key k.pem -subj /CN=x -subject -pubkey -modulus -nameopt RFC2253",
];

pub(super) const EXTENSIONS: [&str; 4] = [
    "openssl req -new -key k.pem -subj /CN=x/emailAddress=e@f -config all.cnf -reqexts all -out new.pem",
    "openssl req -x509 -key k.pem -subj /CN=x/emailAddress=e@f -config all.cnf -extensions all -out new.pem",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -extfile all.cnf -extensions plain -out new.pem",
    "openssl req -x509 -key k.pem -subj /CN=x -config all.cnf -extensions asn1 -out new.pem",
];

pub(super) const SIGNED: [&str; 18] = [
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out s.pem -days 365",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out s.pem -sha256 -extfile ext.cnf -extensions v3",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 01 -out s.pem -extfile san.cnf",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 0x10 -out s.pem -extfile ca.cnf",
    "printf 'subjectAltName=DNS:y' | openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -out s.pem -extfile /dev/stdin",
    "openssl x509 -req -in r.pem -signkey k.pem -out s.pem -days 10",
    "openssl x509 -req -in r.pem -signkey k.pem -out s.pem -days 10 -extfile ca.cnf",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -CAserial x.srl -CAcreateserial -out s.pem -copy_extensions copyall",
    "echo 0A > x.srl; openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -CAserial x.srl -out s.pem; cat x.srl",
    "cat ca.pem ca.key > both.pem; openssl x509 -req -in r.pem -CA both.pem -set_serial 2 -out s.pem -sha512",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -out s.pem -days 0",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -out s.pem -days -1",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial -5 -out s.pem -subj /CN=other",
    "openssl x509 -new -key k.pem -subj /CN=n -out s.pem",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -force_pubkey pub.pem -out s.pem",
    "openssl x509 -in ca.pem -signkey ca.key -days 10 -out s.pem",
    "openssl x509 -in ca.pem -signkey ca.key -days 10 -out s.pem -clrext",
    "openssl x509 -in ca.pem -x509toreq -signkey ca.key -out q.pem -copy_extensions copy",
];

pub(super) const SHOWN: [&str; 19] = [
    "openssl x509 -in leaf.pem -noout -subject -issuer -dates -hash -issuer_hash -subject_hash_old -email -serial -fingerprint",
    "openssl x509 -in leaf.pem -noout -modulus -pubkey",
    "openssl x509 -in leaf.pem -noout -text",
    "openssl x509 -in leaf.pem -noout -enddate -startdate -sha256 -fingerprint",
    "openssl x509 -in leaf.pem -noout -fingerprint -SHA384",
    "openssl x509 -in leaf.pem -noout -fingerprint -md5",
    "openssl x509 -in leaf.pem -noout -checkend 86400",
    "openssl x509 -in leaf.pem -noout -checkend 8640000",
    "openssl x509 -in leaf.pem -noout -checkhost a.w.test -checkip 10.0.0.1",
    "openssl x509 -in leaf.pem -noout -checkhost b.a.w.test -checkip 10.0.0.2",
    "openssl x509 -in leaf.pem -noout -ext subjectAltName,keyUsage",
    "openssl x509 -in leaf.pem -outform DER -out l.der; openssl x509 -inform DER -in l.der -noout -serial",
    "openssl x509 -in leaf.pem -text",
    "openssl x509 < leaf.pem",
    "cat leaf.pem | openssl x509 -noout -next_serial",
    "openssl x509 -noout -subject -nameopt RFC2253 -in ca.pem",
    "openssl x509 -noout -subject -issuer -nameopt multiline -in ca.pem",
    "openssl x509 -noout -subject -nameopt compat -in ca.pem",
    "openssl x509 -noout -subject -nameopt sep_comma_plus,utf8,lname,space_eq -in ca.pem",
];

pub(super) const MISTAKES: [&str; 21] = [
    "openssl nonsense",
    "openssl req -nonsense",
    "openssl req -in",
    "openssl req -batch=1",
    "openssl req extra",
    "openssl req -inform xx",
    "openssl x509 -days x",
    "openssl x509 -in nofile -noout",
    "openssl x509 -in k.pem -noout",
    "openssl req -new -key nofile",
    "openssl req -new -config nofile",
    "openssl req -new -key k.pem -subj CN=x",
    "openssl req -new -key k.pem -subj /C=DEU",
    "openssl req -new -key k.pem -subj /CN=x -passin nonsense:x",
    "openssl req -new -key sealed.pem -passin pass:wrong -subj /CN=x",
    "openssl req -x509 -key k.pem -subj /CN=x -extensions nonsense",
    "openssl req -new -key k.pem -subj /CN=x -addext subjectAltName=DNS:a -addext subjectAltName=DNS:b",
    "openssl req -new -key k.pem -subj /CN=x -addext keyUsage=nonsense",
    "openssl req -new -newkey rsa:100 -nodes -subj /CN=x",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey k.pem -set_serial 1 -out s.pem",
    "openssl x509 -req -in r.pem -out s.pem",
];
