//! openssl's command line: the same line run by openssl and by devcert called `openssl`, in directories with the same
//! files, gives files of the same shape, the same text and the same status.

mod authority;
mod bundle_lines;
mod coverage;
mod digest_lines;
mod explained;
mod key_lines;
mod lines;
mod ocsp_lines;
mod option_lines;
mod parameter_lines;
mod programs;
mod recipes;
mod shape;
mod stdio_lines;
mod tls;
mod uncommon_lines;
mod verify_lines;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use self::shape::{Normal, shape};
use crate::world::{DEVCERT, Run, World};

/// The files that lines may use, made by openssl.
const FILES: [&str; 16] = [
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /C=US/O=Org/CN=ca -days 100",
    "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -subj /CN=host \
     -addext subjectAltName=DNS:host,DNS:*.w.test,IP:10.0.0.1,email:a@b -addext keyUsage=critical,digitalSignature",
    "openssl ecparam -name prime256v1 -genkey -noout -out ec.pem",
    "openssl ec -in ec.pem -pubout -out pub.pem",
    "openssl ecparam -name secp384r1 -out params.pem",
    "openssl genrsa -aes128 -passout pass:secret -out sealed.pem 2048",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 0x1234abcd -out leaf.pem -days 30 \
     -copy_extensions copy",
    "cat k.pem leaf.pem ca.pem > all.pem",
    "openssl pkcs12 -export -in all.pem -name host -passout pass:secret -out full.p12",
    "openssl crl2pkcs7 -nocrl -certfile leaf.pem -certfile ca.pem -out bundle.p7",
    "touch index.txt; printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ndefault_md=sha256\\ndefault_crl_days=30\\n' > crl.cnf; \
     openssl ca -config crl.cnf -gencrl -keyfile ca.key -cert ca.pem -out crl.pem; rm index.txt* crl.cnf",
    "openssl rsa -in k.pem -pubout -out rsapub.pem",
    "openssl genpkey -algorithm ed25519 -out ed.pem",
    "openssl dgst -sha256 -sign k.pem -out r.sig r.pem",
    "openssl dgst -sha256 -sign ec.pem -out e.sig r.pem",
    "openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sign k.pem -out p.sig r.pem",
];

/// Two worlds with the same files; in one of them `openssl` is devcert.
struct Pair {
    openssl: World,
    devcert: World,
}

impl Pair {
    fn new() -> Self {
        Self::after(&[])
    }

    /// The same after openssl has run more lines.
    fn after(lines: &[&str]) -> Self {
        let (openssl, devcert) = (World::new(), World::new());
        for (name, text) in lines::CONFIGURATIONS {
            openssl.write(name, text);
        }
        for line in FILES.iter().chain(lines) {
            openssl.program_with("sh", ["-c", line]).run().succeeds();
        }
        devcert.program(DEVCERT, "openssl --install bin").run().succeeds();
        Self { openssl, devcert }.with_equal_files()
    }

    fn with_equal_files(self) -> Self {
        for (name, contents) in files(&self.openssl) {
            self.devcert.write(&name, contents);
        }
        self
    }

    /// Runs the line in both worlds with openssl.
    fn run_openssl(&self, line: &str) -> (Run, Run) {
        let run = |world: &World| world.program_with("sh", ["-c", line]).run();
        (run(&self.openssl), run(&self.devcert))
    }

    /// Runs the line in both worlds.
    fn run(&self, line: &str) -> (Run, Run) {
        let path = std::env::var("PATH").unwrap();
        let own = format!("{}:{path}", self.devcert.path("bin").display());
        (
            self.openssl.program_with("sh", ["-c", line]).run(),
            self.devcert.program_with("sh", ["-c", line]).env("PATH", own).run(),
        )
    }
}

/// The files of a world by their paths, but for the programs in `bin`.
fn files(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    add_files(&mut found, &world.folder(), "");
    found
}

fn add_files(found: &mut BTreeMap<String, Vec<u8>>, folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && name != "bin" {
            add_files(found, &entry.path(), &format!("{name}/"));
        } else if kind.is_file() {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// Runs each line in a pair of its own, and compares what it leaves.
#[track_caller]
fn compare(lines: &[&str]) {
    compare_with(lines, difference);
}

/// Runs each line in a pair of its own, and compares what it leaves with `difference`.
#[track_caller]
fn compare_with(lines: &[&str], difference: fn(&Pair, &Run, &Run) -> Option<String>) {
    compare_after(&[], lines, difference);
}

/// The same with files that openssl has made with the lines of `before`.
#[track_caller]
fn compare_after(before: &[&str], lines: &[&str], difference: fn(&Pair, &Run, &Run) -> Option<String>) {
    let start = Pair::after(before);
    let known = files(&start.openssl);
    let mut different = Vec::new();
    for line in lines {
        let pair = Pair { openssl: World::new(), devcert: World::new() };
        for (name, contents) in &known {
            pair.openssl.write(name, contents);
        }
        pair.devcert.program(DEVCERT, "openssl --install bin").run().succeeds();
        let pair = pair.with_equal_files();
        let (theirs, ours) = pair.run(line);
        if let Some(difference) = difference(&pair, &theirs, &ours) {
            different.push(format!("$ {line}\n{difference}"));
        }
    }
    assert!(
        different.is_empty(),
        "{} of {} lines differ\n{}",
        different.len(),
        lines.len(),
        different.join("\n")
    );
}

/// In what a line of openssl and of devcert differ.
fn difference(pair: &Pair, theirs: &Run, ours: &Run) -> Option<String> {
    if theirs.status() != ours.status() {
        return Some(format!("openssl: {theirs}devcert: {ours}"));
    }
    let (their_text, our_text) = (theirs.text().normal(), ours.text().normal());
    if their_text != our_text {
        return Some(format!("openssl: {their_text}\ndevcert: {our_text}"));
    }
    if their_text.contains("-----BEGIN") {
        let [theirs, ours] = [theirs, ours].map(|run| shape(run.text().as_bytes()));
        if theirs != ours {
            return Some(format!("openssl: {theirs}\ndevcert: {ours}"));
        }
    }
    if let Some(lost) = lost(theirs, ours) {
        return Some(lost);
    }
    // What openssl leaves when it fails is no model.
    if theirs.status() != Some(0) {
        return None;
    }
    let (their_files, our_files) = (files(&pair.openssl), files(&pair.devcert));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    if names(&their_files) != names(&our_files) {
        return Some(format!("files: {:?} and {:?}", names(&their_files), names(&our_files)));
    }
    their_files.iter().find_map(|(name, contents)| {
        let (theirs, ours) = (shape(contents), shape(&our_files[name]));
        (theirs != ours).then(|| format!("{name}\nopenssl: {theirs}\ndevcert: {ours}"))
    })
}

/// What openssl says on standard error and devcert does not.
fn lost(theirs: &Run, ours: &Run) -> Option<String> {
    let (errors, said) = (theirs.errors().normal(), ours.errors().normal());
    let lost = errors.lines().find(|line| shape::counts(line) && !said.contains(line.trim()))?;
    Some(format!("openssl says: {lost}\ndevcert says: {said}"))
}

/// In which byte a line of openssl and of devcert differ.
fn different_bytes(pair: &Pair, theirs: &Run, ours: &Run) -> Option<String> {
    let texts = [theirs.text(), ours.text()];
    if theirs.status() != ours.status() || texts[0] != texts[1] {
        return Some(format!("openssl: {theirs}devcert: {ours}"));
    }
    let (their_files, our_files) = (files(&pair.openssl), files(&pair.devcert));
    let differ = |name: &&String| their_files.get(*name) != our_files.get(*name);
    let file = their_files.keys().chain(our_files.keys()).find(differ).map(|name| format!("{name} differs"));
    file.or_else(|| lost(theirs, ours))
}

#[test]
fn new_keys_have_the_same_shape() {
    compare(&key_lines::GENERATED);
}

#[test]
fn encrypted_keys_have_the_same_shape() {
    compare(&key_lines::ENCRYPTED);
}

#[test]
fn keys_are_shown_and_converted_to_the_same_bytes() {
    compare_with(&key_lines::CONVERTED, different_bytes);
}

#[test]
fn mistakes_with_keys_have_the_same_status_and_first_words() {
    compare(&key_lines::MISTAKES);
}

#[test]
fn new_pkcs12_files_have_the_same_shape() {
    compare(&bundle_lines::EXPORTED);
}

#[test]
fn chains_of_new_pkcs12_files_are_verified_with_the_same_errors() {
    compare(&bundle_lines::CHAINS);
}

#[test]
fn pkcs12_files_are_read_with_the_same_text() {
    compare(&bundle_lines::IMPORTED);
}

#[test]
fn bundles_of_pkcs7_have_the_same_bytes() {
    compare_with(&bundle_lines::BUNDLES, different_bytes);
}

#[test]
fn the_structure_of_files_is_shown_with_the_same_bytes() {
    compare_with(&bundle_lines::STRUCTURES, different_bytes);
}

#[test]
fn mistakes_with_pkcs12_have_the_same_status_and_first_words() {
    compare(&bundle_lines::MISTAKES);
}

#[test]
fn openssl_and_keytool_read_pkcs12_files_of_devcert() {
    let pair = Pair::new();
    for options in [
        "-name host",
        "-name host -legacy",
        "-name host -descert -keypbe PBE-SHA1-3DES -macalg sha1",
        "-name host -macalg sha512 -iter 1000",
        "-name host -noiter -nomaciter",
    ] {
        let line = format!("openssl pkcs12 -export -in all.pem {options} -passout pass:secret -out new.p12");
        pair.run(&line).1.succeeds();
        let read = "/usr/bin/openssl pkcs12 -legacy -in new.p12 -passin pass:secret -nodes -out read.pem && \
            openssl rsa -in read.pem | cmp - k.pem && \
            keytool -list -keystore new.p12 -storepass secret -storetype PKCS12 | grep 'host.*PrivateKeyEntry'";
        pair.run(read).1.succeeds();
    }
}

#[test]
fn digests_and_data_have_the_same_bytes() {
    compare_with(&digest_lines::SHOWN, different_bytes);
}

#[test]
fn mistakes_with_digests_and_data_have_the_same_status_and_first_words() {
    compare(&digest_lines::MISTAKES);
}

#[test]
fn directories_of_certificates_have_the_same_links() {
    compare_with(&digest_lines::LINKED, different_bytes);
}

#[test]
fn responses_of_ocsp_are_made_and_checked_with_the_same_text() {
    compare_after(&ocsp_lines::FILES, &ocsp_lines::SHOWN, different_bytes);
}

#[test]
fn responses_of_ocsp_that_do_not_verify_have_the_same_status_and_first_words() {
    compare_after(&ocsp_lines::FILES, &ocsp_lines::MISTAKES, difference);
}

#[test]
fn chains_of_responders_are_verified_with_the_same_errors() {
    compare_after(&ocsp_lines::FILES, &ocsp_lines::CHAINS, difference);
}

#[test]
fn further_options_of_ocsp_have_the_same_effect() {
    compare_after(&ocsp_lines::FILES, &ocsp_lines::OPTIONS, difference);
}

#[test]
fn options_that_scripts_rarely_have_have_the_same_effect() {
    compare(&option_lines::RARE);
}

#[test]
fn a_hyphen_is_standard_output_for_the_same_options() {
    compare_after(&stdio_lines::FILES, &stdio_lines::WRITTEN, difference);
}

#[test]
fn a_hyphen_is_standard_input_for_the_same_options() {
    compare_after(&stdio_lines::FILES, &stdio_lines::READ, difference);
}

#[test]
fn a_hyphen_is_the_name_of_a_file_for_the_same_options() {
    compare_after(&stdio_lines::FILES, &stdio_lines::LOADED, difference);
}

#[test]
fn clients_and_responders_of_ocsp_of_both_programs_understand_each_other() {
    let pair = Pair::after(&ocsp_lines::FILES);
    let path = format!("PATH={}:$PATH", pair.devcert.path("bin").display());
    for (port, server, client) in [("28561", "", path.as_str()), ("28562", &path, "")] {
        let line = format!(
            "{server} {} & for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; {client} {} && exit; done; exit 1",
            ocsp_lines::RESPONDER,
            ocsp_lines::CLIENT
        );
        let line = line.replace("PORT", port);
        let run = pair.devcert.program_with("sh", ["-c", &line]).run();
        run.succeeds().says("Response verify OK");
    }
}

#[test]
fn parameters_are_shown_and_checked_with_the_same_bytes() {
    compare_after(&parameter_lines::FILES, &parameter_lines::SHOWN, different_bytes);
}

#[test]
fn mistakes_with_parameters_have_the_same_status_and_first_words() {
    compare_after(&parameter_lines::FILES, &parameter_lines::MISTAKES, difference);
}

#[test]
fn requests_have_the_same_shape() {
    compare(&lines::REQUESTS);
}

#[test]
fn self_signed_certificates_have_the_same_shape() {
    compare(&lines::SELF_SIGNED);
}

#[test]
fn extensions_of_configurations_have_the_same_bytes() {
    compare(&lines::EXTENSIONS);
}

#[test]
fn certificates_from_requests_have_the_same_shape() {
    compare(&lines::SIGNED);
}

#[test]
fn certificates_are_shown_with_the_same_text() {
    compare(&lines::SHOWN);
}

#[test]
fn mistakes_have_the_same_status_and_first_words() {
    compare(&lines::MISTAKES);
}

#[test]
fn new_keys_are_for_their_owner_alone_and_nothing_is_left_of_a_failure() {
    let pair = Pair::new();
    let (_, ours) = pair
        .run("umask 0; openssl req -x509 -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /CN=x");
    ours.succeeds();
    let mode = |name: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(pair.devcert.path(name)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode("new.key"), mode("new.pem")), (0o600, 0o644));
    let before = files(&pair.devcert);
    let (_, ours) =
        pair.run("openssl req -new -newkey rsa:2048 -nodes -keyout ca.key -out none/r.pem -subj /CN=x");
    ours.ends_with(1).says("Can't open \"none/r.pem\" for writing, No such file or directory");
    assert!(files(&pair.devcert) == before, "a failure changed a file");
}

#[test]
fn certificates_are_verified_with_the_same_errors() {
    compare_after(&verify_lines::FILES, &verify_lines::VERIFIED, difference);
}

#[test]
fn mistakes_with_verify_have_the_same_status_and_first_words() {
    compare_after(&verify_lines::FILES, &verify_lines::MISTAKES, difference);
}

#[test]
fn trust_settings_are_written_and_shown_in_the_same_bytes() {
    compare_after(&verify_lines::FILES, &verify_lines::TRUST, different_bytes);
}

#[test]
fn uncommon_keys_are_shown_and_converted_to_the_same_bytes() {
    compare_after(&uncommon_lines::FILES, &uncommon_lines::SHOWN, different_bytes);
}

#[test]
fn uncommon_keys_are_generated_and_sign_in_the_same_shape() {
    compare_after(&uncommon_lines::FILES, &uncommon_lines::GENERATED, difference);
}

#[test]
fn mistakes_with_uncommon_keys_have_the_same_status_and_first_words() {
    compare_after(&uncommon_lines::FILES, &uncommon_lines::MISTAKES, difference);
}
