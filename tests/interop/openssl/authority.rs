//! `ca` and `crl`: certificates, databases, files of numbers and CRLs, and a directory that both programs use in turn.

use super::{Pair, compare_after, difference, files, shape};

/// A CA that has issued two certificates, one of which is revoked.
pub(super) const DIRECTORY: [&str; 6] = [
    "mkdir newcerts; : > newcerts/.keep; : > index.txt; echo 1000 > serial; echo 0A > crlnumber",
    "openssl req -new -key k.pem -out r2.pem -utf8 -subj '/O=Org/C=US/OU=ü/OU=b+CN=second/emailAddress=a@b/L=here'",
    "openssl ca -batch -config dir.cnf -in r.pem -subj /C=US/O=Org/CN=one -notext -out one.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -subj /C=US/O=Org/CN=two -notext -out two.pem",
    "openssl ca -config dir.cnf -revoke two.pem -crl_reason superseded",
    "openssl ca -config dir.cnf -gencrl -out crl.pem",
];

pub(super) const CERTIFIED: [&str; 37] = [
    "openssl req -new -key ca.key -subj /CN=self -out self.pem; printf '[x]\\nsubjectAltName=DNS:a\\nissuerAltName=issuer:copy\\n' > x.cnf; \
     openssl ca -batch -config dir.cnf -selfsign -in self.pem -notext -out new.pem -extfile x.cnf -extensions x",
    "printf '[x]\\nissuerAltName=issuer:copy\\n' > x.cnf; \
     openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -extfile x.cnf -extensions x",
    "openssl ca -batch -config dir.cnf -in r.pem -out new.pem",
    "openssl ca -batch -config dir.cnf -in r2.pem -out new.pem; sed '/BEGIN/,$d' new.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -days 10 -md sha384 -subj '/C=US/O=A \"q\"\\/x/CN=y'",
    "openssl ca -batch -config dir.cnf -in r.pem",
    "printf 'y\\ny\\n' | openssl ca -config dir.cnf -in r.pem -out new.pem",
    "yes | openssl ca -config dir.cnf -out new.pem -infiles r.pem r2.pem",
    "printf 'n\\ny\\ny\\n' | openssl ca -config dir.cnf -out new.pem -notext -infiles r.pem r2.pem",
    "printf 'n\\n' | openssl ca -config dir.cnf -in r.pem -out new.pem",
    "printf 'y\\nn\\n' | openssl ca -config dir.cnf -in r.pem -out new.pem",
    "openssl ca -config dir.cnf -in r.pem -out new.pem < /dev/null",
    "openssl ca -batch -config dir.cnf -in r2.pem -preserveDN -notext -out new.pem",
    "openssl ca -batch -config dir.cnf -in r2.pem -noemailDN -notext -out new.pem -extensions email",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -extensions sub -subj '/CN=sub' -utf8",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -extfile ext.cnf -extensions v3",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -extfile san.cnf",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -startdate 20200101000000Z -enddate 510102030405Z",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -enddate 20510102030405Z -dateopt iso_8601",
    "rm index.txt.attr; openssl ca -batch -config dir.cnf -name shown -in r.pem -notext -out new.pem -subj /C=US/O=Org/CN=one",
    "openssl ca -batch -config dir.cnf -section names -in r.pem -notext -outdir . -out new.pem; rm ????????????????*.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -rand_serial -outdir . -out new.pem; rm ????????????????*.pem",
    "rm serial; openssl ca -batch -config dir.cnf -in r.pem -create_serial -outdir . -out new.pem; rm ????????????????*.pem",
    "openssl req -new -key ca.key -subj /C=US/O=Org/CN=self -out self.pem; \
     openssl ca -batch -config dir.cnf -selfsign -in self.pem -notext -out new.pem",
    "openssl ca -batch -config dir.cnf -selfsign -in r.pem -notext -out new.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -cert ca.pem -keyfile ca.key -key unused -policy matching \
     -subj /CN=x/O=Org/C=US -notext -out new.pem",
    "openssl req -x509 -newkey rsa:2048 -passout pass:secret -keyout sealed.key -subj /CN=e -out e.pem; \
     openssl ca -batch -config dir.cnf -cert e.pem -keyfile sealed.key -passin pass:secret -in r.pem -notext -out new.pem",
    "openssl req -x509 -newkey ed25519 -nodes -keyout ed.key -subj /CN=e -out e.pem; \
     openssl ca -batch -config dir.cnf -cert e.pem -keyfile ed.key -in r.pem -notext -out new.pem",
    "openssl req -in r.pem -outform DER -out r.der; \
     openssl ca -batch -config dir.cnf -inform DER -in r.der -notext -out new.pem",
    "echo 'unique_subject = no' > index.txt.attr; openssl ca -batch -config dir.cnf -in r.pem -subj /C=US/O=Org/CN=one \
     -notext -out new.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1",
    "rm index.txt.attr*; openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem -gencrl",
    "openssl ca -batch -config dir.cnf r.pem -out new.pem",
    "mkdir -p demoCA/newcerts; : > demoCA/index.txt; openssl req -new -key ca.key -subj /C=US/ST=CA/O=Org/CN=root -out root.req; \
     openssl ca -create_serial -out demoCA/cacert.pem -days 1095 -batch -keyfile ca.key -selfsign -extensions v3_ca \
     -infiles root.req; rm demoCA/newcerts/*",
    "mkdir -p demoCA/newcerts demoCA/private; : > demoCA/index.txt; echo 01 > demoCA/serial; cp ca.pem demoCA/cacert.pem; \
     cp ca.key demoCA/private/cakey.pem; yes | openssl ca -policy policy_anything -out new.pem -infiles r.pem",
    "echo 00FF > serial; openssl ca -batch -config dir.cnf -in r.pem -notext -out new.pem",
    "echo 'V\t200101000000Z\t\t20\tunknown\t/CN=old' >> index.txt; openssl ca -config dir.cnf -updatedb; cat index.txt",
];

pub(super) const REVOKED: [&str; 18] = [
    "openssl ca -config dir.cnf -revoke one.pem",
    "openssl ca -config dir.cnf -revoke newcerts/1000.pem -crl_reason keycompromise",
    "openssl ca -config dir.cnf -revoke leaf.pem -crl_reason CACompromise",
    "openssl ca -config dir.cnf -valid leaf.pem",
    "openssl ca -config dir.cnf -revoke one.pem -crl_hold holdInstructionReject; openssl ca -config dir.cnf -gencrl -out crl.pem",
    "openssl ca -config dir.cnf -revoke one.pem -crl_compromise 20200102030405Z; openssl ca -config dir.cnf -gencrl -out crl.pem",
    "openssl ca -config dir.cnf -revoke one.pem -crl_CA_compromise 20200102030405Z; openssl ca -config dir.cnf -gencrl",
    "openssl ca -config dir.cnf -gencrl -out new.pem",
    "openssl ca -config dir.cnf -gencrl -crldays 7 -crlhours 3 -crlsec 5 -md sha1 -out new.pem",
    "openssl ca -config dir.cnf -gencrl -crlexts of_crl -out new.pem",
    "openssl ca -config dir.cnf -name shown -gencrl -out new.pem",
    "openssl ca -config dir.cnf -gencrl -crl_lastupdate 20990901123456Z -crl_nextupdate 200901123456Z -out new.pem",
    "sed -i s/,superseded// index.txt; sed -i '/^crlnumber/d' dir.cnf; openssl ca -config dir.cnf -gencrl -out new.pem",
    ": > index.txt; openssl ca -config dir.cnf -gencrl -out new.pem",
    "openssl ca -config dir.cnf -gencrl | openssl crl -noout -text",
    "openssl ca -config dir.cnf -revoke one.pem -gencrl -out new.pem; openssl crl -in new.pem -noout -crlnumber",
    "openssl ca -config dir.cnf -status 1000",
    "openssl ca -config dir.cnf -status 1001; openssl ca -config dir.cnf -status abc",
];

pub(super) const SHOWN: [&str; 14] = [
    "openssl crl -in crl.pem -noout -issuer -hash -hash_old -lastupdate -nextupdate -fingerprint -crlnumber",
    "openssl crl -in crl.pem -noout -hash",
    "openssl crl -in crl.pem -noout -fingerprint -sha256; openssl crl -in crl.pem -noout -fingerprint -MD5",
    "openssl crl -in crl.pem -noout -text",
    "openssl crl -in crl.pem -text -nameopt RFC2253",
    "openssl crl -in crl.pem -noout -issuer -nameopt multiline -lastupdate -dateopt iso_8601",
    "openssl crl < crl.pem",
    "openssl crl -in crl.pem -outform DER -out c.der; openssl crl -in c.der -inform DER -noout -issuer",
    "openssl crl -in crl.pem -out new.pem -text -issuer; cat new.pem",
    "openssl crl -in crl.pem -CAfile ca.pem -noout",
    "openssl req -x509 -key k.pem -subj /C=US/O=Org/CN=ca -out x.pem; openssl crl -in crl.pem -CAfile x.pem -noout",
    "mkdir dir; cp ca.pem dir/$(openssl x509 -in ca.pem -noout -hash).0; openssl crl -verify -in crl.pem -CApath dir -noout",
    "openssl crl -in crl.pem -noout -hash -hash",
    "openssl crl -in crl.pem -noout",
];

pub(super) const MISTAKES: [&str; 37] = [
    "openssl ca -config nofile -in r.pem",
    "openssl ca -nonsense",
    "openssl ca -config dir.cnf -name nonsense -in r.pem",
    "echo > empty.cnf; openssl ca -config empty.cnf -gencrl",
    "openssl ca -batch -config dir.cnf -in nofile",
    "openssl ca -batch -config dir.cnf -in k.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -policy nonsense",
    "openssl ca -batch -config dir.cnf -in r.pem -policy strange",
    "openssl ca -batch -config dir.cnf -in r.pem -policy matching",
    "openssl ca -batch -config dir.cnf -in r.pem -policy matching -subj /C=DE/O=Org/CN=x",
    "openssl ca -batch -config dir.cnf -in r.pem -subj /C=US",
    "openssl ca -batch -config dir.cnf -in r.pem -subj CN=x",
    "openssl ca -batch -config dir.cnf -in r.pem -subj /C=US/O=Org/CN=one",
    "echo 1000 > serial; openssl ca -batch -config dir.cnf -in r.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -startdate 2020",
    "openssl ca -batch -config dir.cnf -in r.pem -enddate today",
    "openssl ca -batch -config dir.cnf -in r.pem -extensions nonsense",
    "openssl ca -batch -config dir.cnf -in r.pem -extfile san.cnf -extensions nonsense",
    "openssl ca -batch -config dir.cnf -in r.pem -keyfile k.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -outdir nonsense",
    "rm -r newcerts; openssl ca -batch -config dir.cnf -in r.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -days 0",
    "openssl ca -batch -config dir.cnf -in r.pem -dateopt x",
    "rm index.txt; openssl ca -batch -config dir.cnf -in r.pem",
    "echo junk > index.txt; openssl ca -batch -config dir.cnf -in r.pem",
    "echo 'V\tx\t\t20\tunknown\t/CN=x' >> index.txt; openssl ca -batch -config dir.cnf -in r.pem",
    "rm serial; openssl ca -batch -config dir.cnf -in r.pem",
    "echo 1 > serial; openssl ca -batch -config dir.cnf -in r.pem",
    "rm crlnumber; openssl ca -config dir.cnf -gencrl",
    "openssl ca -config dir.cnf -gencrl -crl_lastupdate 1234567890",
    "openssl ca -config dir.cnf -revoke nofile",
    "openssl ca -config dir.cnf -revoke two.pem",
    "openssl ca -config dir.cnf -revoke one.pem -crl_reason nonsense",
    "openssl ca -config dir.cnf -valid one.pem",
    "openssl crl -in nofile",
    "openssl crl -in k.pem; openssl crl -in crl.pem -noout extra",
    "openssl crl -in crl.pem -CAfile leaf.pem -noout; openssl crl -in crl.pem -CAfile k.pem -noout",
];

#[test]
fn certificates_and_databases_have_the_same_shape() {
    compare_after(&DIRECTORY, &CERTIFIED, difference);
}

#[test]
fn revocations_and_crls_have_the_same_shape() {
    compare_after(&DIRECTORY, &REVOKED, difference);
}

#[test]
fn crls_are_shown_with_the_same_text() {
    compare_after(&DIRECTORY, &SHOWN, difference);
}

#[test]
fn mistakes_of_ca_and_crl_have_the_same_status_and_first_words() {
    compare_after(&DIRECTORY, &MISTAKES, difference);
}

/// What a CA does in its life.
pub(super) const LIFE: [&str; 10] = [
    "openssl ca -batch -config dir.cnf -in r.pem -out a.pem",
    "openssl ca -batch -config dir.cnf -in r2.pem -out b.pem",
    "openssl ca -config dir.cnf -revoke a.pem",
    "openssl ca -batch -config dir.cnf -in r.pem -out c.pem -notext",
    "openssl ca -config dir.cnf -gencrl -out crl.pem",
    "openssl ca -config dir.cnf -revoke b.pem -crl_reason keyCompromise",
    "openssl ca -config dir.cnf -gencrl -out crl.pem",
    "echo 'V\t200101000000Z\t\t20\tunknown\t/CN=old' >> index.txt; openssl ca -config dir.cnf -updatedb",
    "openssl ca -config dir.cnf -valid ca.pem",
    "openssl ca -config dir.cnf -gencrl -out crl.pem",
];

#[test]
fn both_programs_can_use_a_directory_in_turn() {
    for first in [0, 1] {
        let pair = Pair::after(&DIRECTORY);
        for (index, line) in LIFE.iter().enumerate() {
            // In one world openssl runs every line, in the other each program every second line.
            let (theirs, ours) = if index % 2 == first { pair.run(line) } else { pair.run_openssl(line) };
            theirs.succeeds();
            ours.succeeds();
            let (their_files, our_files) = (files(&pair.openssl), files(&pair.devcert));
            assert_eq!(
                their_files.keys().collect::<Vec<_>>(),
                our_files.keys().collect::<Vec<_>>(),
                "{line}"
            );
            for (name, contents) in &their_files {
                assert_eq!(shape::shape(contents), shape::shape(&our_files[name]), "{line}: {name}");
            }
        }
    }
}

#[test]
fn a_failure_changes_no_file_of_the_directory() {
    for line in [
        "openssl ca -batch -config dir.cnf -in r.pem -out none/new.pem",
        "openssl ca -batch -config dir.cnf -infiles r.pem k.pem",
        "openssl ca -batch -config dir.cnf -in r.pem -gencrl -crl_lastupdate x",
        "openssl ca -config dir.cnf -revoke one.pem -gencrl -out none/crl.pem",
    ] {
        let pair = Pair::after(&DIRECTORY);
        let before = files(&pair.devcert);
        pair.run(line).1.ends_with(1).says_not("Database updated");
        assert!(files(&pair.devcert) == before, "{line} changed a file");
    }
}

#[test]
fn calls_at_the_same_time_issue_different_serial_numbers() {
    let pair = Pair::after(&DIRECTORY);
    let line = "for i in 1 2 3 4 5 6 7 8; do \
                openssl ca -batch -config dir.cnf -in r.pem -subj /C=US/O=Org/CN=p$i -notext -out p$i.pem & done; wait; \
                cut -f4 index.txt | sort | uniq -d; wc -l < index.txt; ls newcerts | wc -l; cat serial";
    assert_eq!(pair.run(line).1.succeeds().text(), "10\n10\n100A\n");
}

#[test]
fn damage_is_reported_with_its_file_and_line() {
    for (line, damage) in [
        ("printf 'V\\tx\\n' >> index.txt", "./index.txt: line 3: found 2 columns, expected 6"),
        ("sed -i '2s/R/V/' index.txt", "./index.txt: line 2: valid certificate has a revocation date"),
        ("echo 10001 > serial", "write one hexadecimal number with an even number of digits to ./serial"),
    ] {
        let pair = Pair::after(&DIRECTORY);
        let line = format!("{line}; openssl ca -batch -config dir.cnf -in r.pem");
        pair.run(&line).1.ends_with(1).says(damage);
    }
}
