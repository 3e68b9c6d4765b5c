//! OpenSSL and Node.js reject the odd ways of writing PEM that devcert reads, as devcert says, and read what
//! `convert` makes of them.

use crate::world::World;

/// As a mishap writes it.
const WAYS: [fn(&str) -> String; 6] = [
    |pem| pem.replace('\n', "\r"),
    |pem| pem.replace('\n', "\\n"),
    |pem| pem.replace('\n', " "),
    |pem| format!("{}{pem}", pem.trim_end()),
    |pem| format!("  {}", pem.replace('\n', "\n  ")),
    |pem| format!("PEM=\"{pem}\"\n"),
];

/// One certificate in every run: OpenSSL reads one in a hundred that follow another without a line break.
const CERTIFICATE: &str = include_str!("../../crates/devcert/tests/fixtures/forms/leaf.crt");

const NODE: &str = "const fs = require('fs'), crypto = require('crypto');\n\
                    new crypto.X509Certificate(fs.readFileSync(process.argv[2]));\n";

#[test]
fn other_programs_reject_odd_armour_and_read_it_once_it_is_converted() {
    for way in WAYS {
        let world = World::new();
        world.write("read.js", NODE);
        world.write("odd.pem", way(CERTIFICATE));
        world.openssl("x509 -in odd.pem -noout").ends_with(1);
        world.program("node", "read.js odd.pem").run().ends_with(1);
        world.devcert("inspect odd.pem").succeeds().says("openssl");
        world.devcert("convert odd.pem --out good.pem").succeeds();
        world.openssl("x509 -in good.pem -noout").succeeds();
        world.program("node", "read.js good.pem").run().succeeds();
    }
}
