//! How many connections there were.

/// The sessions that rustls keeps.
const CACHE: usize = 256;

/// The connections of a server.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Those that began.
    pub begun: u32,
    /// Those whose handshake was completed.
    pub completed: u32,
    /// Those that went on with an earlier session.
    pub resumed: u32,
}

impl Tally {
    /// openssl's table.
    pub(super) fn text(&self) -> String {
        let Self { begun, completed, resumed } = self;
        format!(
            "   0 items in the session cache\n   0 client connects (SSL_connect())\n   \
             0 client renegotiates (SSL_connect())\n   0 client connects that finished\n\
             {begun:4} server accepts (SSL_accept())\n   0 server renegotiates (SSL_accept())\n\
             {completed:4} server accepts that finished\n{resumed:4} session cache hits\n   \
             0 session cache misses\n   0 session cache timeouts\n   0 callback cache hits\n   \
             0 cache full overflows ({CACHE} allowed)\n"
        )
    }
}
