//! The first message of a server, which is not encrypted: what rustls does not report of it (RFC 5246, 7.4.1.3).

/// The bytes before the message in its record, and before its body.
const RECORD_HEADER: usize = 5;
const MESSAGE_HEADER: usize = 4;
const HANDSHAKE_RECORD: u8 = 22;
const SERVER_HELLO: u8 = 2;
const VERSION_AND_RANDOM: usize = 34;
/// A cipher suite and a method of compression.
const SUITE_AND_COMPRESSION: usize = 3;
/// RFC 7627
const EXTENDED_MASTER_SECRET: u16 = 0x0017;
/// RFC 5746
const RENEGOTIATION_INFO: u16 = 0xff01;

/// What a server has said first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ServerHello {
    /// The identifier of the session.
    pub session_id: Vec<u8>,
    /// The types of the extensions.
    extensions: Vec<u16>,
}

impl ServerHello {
    /// The message at the beginning of what a server has sent; `None` if it has sent something else.
    pub(super) fn read(sent: &[u8]) -> Option<Self> {
        let record = sent.get(RECORD_HEADER..).filter(|_| sent[0] == HANDSHAKE_RECORD)?;
        let body = record.get(MESSAGE_HEADER..).filter(|_| record[0] == SERVER_HELLO)?;
        let (length, rest) = body.get(VERSION_AND_RANDOM..)?.split_first()?;
        let (session_id, rest) = rest.split_at_checked(usize::from(*length))?;
        let mut rest = rest.get(SUITE_AND_COMPRESSION + 2..).unwrap_or_default();
        let mut extensions = Vec::new();
        while let [a, b, high, low, after @ ..] = rest {
            extensions.push(u16::from_be_bytes([*a, *b]));
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            rest = after.get(length..).unwrap_or_default();
        }
        Some(Self { session_id: session_id.to_vec(), extensions })
    }

    /// Whether the master secret depends on the whole handshake.
    pub(super) fn has_extended_master_secret(&self) -> bool {
        self.extensions.contains(&EXTENDED_MASTER_SECRET)
    }

    /// Whether the server supports secure renegotiation.
    pub(super) fn has_renegotiation_info(&self) -> bool {
        self.extensions.contains(&RENEGOTIATION_INFO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_hello_is_read_and_other_bytes_are_not() {
        let mut sent = vec![22, 3, 3, 0, 60, 2, 0, 0, 56, 3, 3];
        sent.extend([7; 32]);
        sent.extend([2, 0xaa, 0xbb, 0xc0, 0x30, 0, 0, 9, 0xff, 0x01, 0, 1, 0, 0, 0x17, 0, 0]);
        let hello = ServerHello::read(&sent).unwrap();
        assert_eq!(hello.session_id, [0xaa, 0xbb]);
        assert!(hello.has_extended_master_secret() && hello.has_renegotiation_info());
        for end in 0..43 {
            assert!(ServerHello::read(&sent[..end]).is_none(), "{end}");
        }
        assert!(ServerHello::read(b"HTTP/1.0 400 Bad Request\r\n\r\nHTTP/1.0 400 Bad Request").is_none());
    }
}
