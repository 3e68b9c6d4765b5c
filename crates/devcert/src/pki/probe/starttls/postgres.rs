//! PostgreSQL: the `SSLRequest` message, and `S` for yes or `N` for no
//! (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL>).

use std::io::{Read, Write};

use super::trouble::Trouble;

/// Its length, and the code 1234 5679 in the place of a version.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    stream.write_all(&SSL_REQUEST)?;
    stream.flush()?;
    let mut answer = [0];
    stream.read_exact(&mut answer)?;
    match answer[0] {
        b'S' => Ok(()),
        b'N' => Err(Trouble::Said("N, so TLS is switched off (ssl = off in postgresql.conf)".to_owned())),
        b'E' => Err(Trouble::Said("an error, as a server older than 7.3 does".to_owned())),
        other => Err(Trouble::Said(format!("the byte {other:02x}, which is not PostgreSQL's"))),
    }
}
