//! LDAP (RFC 4511, 4.14): the extended request StartTLS.

use std::io::{Read, Write};

use super::trouble::Trouble;

/// Message 1, an extended request (application 23) with the name 1.3.6.1.4.1.1466.20037.
const REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// Larger than any answer to it.
const ANSWER_MAX: usize = 4096;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    stream.write_all(REQUEST)?;
    stream.flush()?;
    let answer = message(stream)?;
    // The message's number, then an extended response (application 24) whose first member is the
    // result code; 0 is success.
    match result(&answer) {
        Some((0, _)) => Ok(()),
        Some((code, message)) => Err(Trouble::Said(refusal(code, message))),
        None => Err(Trouble::Said("an answer that is not LDAP's".to_owned())),
    }
}

/// The contents of one message.
fn message(stream: &mut impl Read) -> Result<Vec<u8>, Trouble> {
    let mut head = [0; 2];
    stream.read_exact(&mut head)?;
    let length = match head {
        [0x30, short @ ..=0x7f] => usize::from(short),
        [0x30, long @ 0x81..=0x84] => {
            let mut octets = vec![0; usize::from(long & 0x7f)];
            stream.read_exact(&mut octets)?;
            octets.iter().fold(0_usize, |length, octet| length << 8 | usize::from(*octet))
        }
        _ => return Err(Trouble::Said("an answer that is not LDAP's".to_owned())),
    };
    if length > ANSWER_MAX {
        return Err(Trouble::Said("an answer that is too long".to_owned()));
    }
    let mut contents = vec![0; length];
    stream.read_exact(&mut contents)?;
    Ok(contents)
}

/// The result code, and what follows it: the name of an entry and a message for people, two strings
/// (RFC 4511, 4.1.9).
fn result(contents: &[u8]) -> Option<(u8, &[u8])> {
    let [0x02, length, rest @ ..] = contents else { return None };
    let [0x78, rest @ ..] = rest.get(usize::from(*length)..)? else { return None };
    // Its length, in one octet or more.
    let [first, rest @ ..] = rest else { return None };
    let skipped = if *first < 0x80 { 0 } else { usize::from(first & 0x7f) };
    match rest.get(skipped..)? {
        [0x0a, 0x01, code, rest @ ..] => Some((*code, rest)),
        _ => None,
    }
}

/// The code by its name where it has one in this place (RFC 4511, 4.14.2), and the message.
fn refusal(code: u8, strings: &[u8]) -> String {
    let name = match code {
        1 => " (operationsError)",
        2 => " (protocolError)",
        10 => " (referral)",
        52 => " (unavailable)",
        _ => "",
    };
    let message = short_string(strings).and_then(|(_, rest)| short_string(rest));
    match message {
        Some((text, _)) if !text.is_empty() => {
            format!("result code {code}{name}, \"{}\"", String::from_utf8_lossy(text))
        }
        _ => format!("result code {code}{name}"),
    }
}

/// A string of less than 128 bytes, and what follows it.
fn short_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match bytes {
        [0x04, length @ ..=0x7f, rest @ ..] => rest.split_at_checked(usize::from(*length)),
        _ => None,
    }
}
