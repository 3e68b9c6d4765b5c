//! MySQL and MariaDB: the server's greeting, then an `SSLRequest`
//! (<https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html>).

use std::io::{Read, Write};

use super::trouble::Trouble;

/// `CLIENT_LONG_PASSWORD`, `CLIENT_PROTOCOL_41`, `CLIENT_SSL`, `CLIENT_SECURE_CONNECTION`
const CAPABILITIES: u32 = 0x0000_8a01;
const CLIENT_SSL: u16 = 0x0800;
/// The largest packet that is offered to be taken.
const PACKET_MAX: u32 = 1 << 24;
/// `utf8mb4_general_ci`
const CHARSET: u8 = 45;
/// Larger than any greeting.
const GREETING_MAX: usize = 1024;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    let mut header = [0; 4];
    stream.read_exact(&mut header)?;
    let length = usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
    if length == 0 || length > GREETING_MAX {
        return Err(Trouble::Said("a greeting that is not MySQL's".to_owned()));
    }
    let mut greeting = vec![0; length];
    stream.read_exact(&mut greeting)?;
    match capabilities(&greeting) {
        None if greeting[0] == 0xff => Err(Trouble::Said(format!("\"{}\"", refusal(&greeting)))),
        None => Err(Trouble::Said("a greeting that is not MySQL's".to_owned())),
        Some(capabilities) if capabilities & CLIENT_SSL == 0 => {
            Err(Trouble::Said("the greeting does not offer TLS (no ssl-cert in its settings)".to_owned()))
        }
        Some(_) => {
            stream.write_all(&request(header[3].wrapping_add(1)))?;
            Ok(stream.flush()?)
        }
    }
}

/// The lower half of the capabilities, behind the version's text, the thread's number and the first
/// part of the salt.
fn capabilities(greeting: &[u8]) -> Option<u16> {
    let (10, rest) = (greeting.first()?, greeting.get(1..)?) else { return None };
    let text_end = rest.iter().position(|byte| *byte == 0)?;
    let place = text_end + 1 + 4 + 8 + 1;
    Some(u16::from_le_bytes([*rest.get(place)?, *rest.get(place + 1)?]))
}

/// The text of an error packet, behind its mark and its number.
fn refusal(packet: &[u8]) -> String {
    String::from_utf8_lossy(packet.get(3..).unwrap_or_default()).into_owned()
}

fn request(sequence: u8) -> Vec<u8> {
    let mut packet = vec![32, 0, 0, sequence];
    packet.extend(CAPABILITIES.to_le_bytes());
    packet.extend(PACKET_MAX.to_le_bytes());
    packet.push(CHARSET);
    packet.resize(4 + 32, 0);
    packet
}
