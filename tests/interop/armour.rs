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

const NODE: &str = "const fs = require('fs'), crypto = require('crypto');\n\
                    new crypto.X509Certificate(fs.readFileSync(process.argv[2]));\n";

#[test]
fn other_programs_reject_odd_armour_and_read_it_once_it_is_converted() {
    for way in WAYS {
        let world = World::new();
        world.devcert("selfsign -a p256 --new-key --key key.pem --cert cert.pem").succeeds();
        world.write("read.js", NODE);
        let pem = String::from_utf8(world.read("cert.pem")).unwrap();
        world.write("odd.pem", way(&pem));
        world.openssl("x509 -in odd.pem -noout").ends_with(1);
        world.program("node", "read.js odd.pem").run().ends_with(1);
        world.devcert("inspect odd.pem").succeeds().says("openssl");
        world.devcert("convert odd.pem --out good.pem").succeeds();
        world.openssl("x509 -in good.pem -noout").succeeds();
        world.program("node", "read.js good.pem").run().succeeds();
    }
}
