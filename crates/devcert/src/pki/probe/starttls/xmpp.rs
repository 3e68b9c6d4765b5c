//! XMPP (RFC 6120, 5.4): a stream from each side, the server's features, `<starttls/>`.

use std::io::{self, ErrorKind, Read, Write};

use super::trouble::Trouble;

/// Whom a stream is for: `content` is the namespace of what follows in it (RFC 6120, 4.8.2).
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    /// Clients connect.
    Client,
    /// Servers connect.
    Server,
}

const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";
/// Longer than any tag of a server before TLS.
const TAG_MAX: usize = 4096;
/// More tags than any list of features has.
const TAGS_MAX: usize = 256;

/// `domain` is the name of the service, which need not be that of the machine.
pub(super) fn ask(stream: &mut (impl Read + Write), content: Content, domain: &str) -> Result<(), Trouble> {
    let content = match content {
        Content::Client => "jabber:client",
        Content::Server => "jabber:server",
    };
    send(
        stream,
        &format!(
            "<?xml version='1.0'?><stream:stream xmlns='{content}' \
             xmlns:stream='http://etherx.jabber.org/streams' to='{domain}' version='1.0'>"
        ),
    )?;
    if !offers_tls(stream)? {
        return Err(Trouble::Said("the features do not include starttls".to_owned()));
    }
    send(stream, &format!("<starttls xmlns='{TLS}'/>"))?;
    let answer = Tag::read(stream)?;
    match answer.name() {
        "proceed" if answer.is_empty() => Ok(()),
        "proceed" => Tag::read(stream).map(drop),
        "error" => Err(stream_error(stream)),
        other => Err(Trouble::Said(format!("<{other}>"))),
    }
}

/// Reads the features that the server has, up to their end.
fn offers_tls(stream: &mut impl Read) -> Result<bool, Trouble> {
    let mut offers = false;
    for _ in 0..TAGS_MAX {
        let tag = Tag::read(stream)?;
        match tag.name() {
            "starttls" => offers = true,
            "features" if tag.is_end() || tag.is_empty() => return Ok(offers),
            "error" => return Err(stream_error(stream)),
            "stream" if tag.is_end() => return Err(Trouble::Said("the end of the stream".to_owned())),
            _ => {}
        }
    }
    Err(Trouble::Said("an answer without an end".to_owned()))
}

/// The condition of a stream error (RFC 6120, 4.9.3).
fn stream_error(stream: &mut impl Read) -> Trouble {
    match Tag::read(stream) {
        Ok(condition) => Trouble::Said(match condition.name() {
            "host-unknown" => "the server does not know this name (host-unknown)".to_owned(),
            other => format!("the stream error {other}"),
        }),
        Err(trouble) => trouble,
    }
}

fn send(stream: &mut impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

/// What is between `<` and `>`.
struct Tag(String);

impl Tag {
    /// The next tag, byte by byte: what follows it may be TLS already. Text before it is skipped.
    fn read(stream: &mut impl Read) -> Result<Self, Trouble> {
        let (mut tag, mut quote, mut is_inside) = (Vec::new(), None, false);
        for _ in 0..TAG_MAX {
            let mut byte = [0];
            if stream.read(&mut byte)? == 0 {
                return Err(io::Error::from(ErrorKind::UnexpectedEof).into());
            }
            match (byte[0], quote) {
                (b'<', _) if !is_inside => is_inside = true,
                (b'>', None) if is_inside => return Ok(Self(String::from_utf8_lossy(&tag).into_owned())),
                (mark @ (b'"' | b'\''), None) if is_inside => quote = Some(mark),
                (mark, Some(open)) if mark == open => quote = None,
                (other, None) if is_inside => tag.push(other),
                _ => {}
            }
        }
        Err(Trouble::Said("an answer that is not XMPP's".to_owned()))
    }

    /// The name without its prefix, `/` or `?`.
    fn name(&self) -> &str {
        let name = self.0.trim_start_matches(['/', '?']);
        let name = name.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        name.rsplit(':').next().unwrap_or_default()
    }

    fn is_end(&self) -> bool {
        self.0.starts_with('/')
    }

    /// Whether it is start and end in one.
    fn is_empty(&self) -> bool {
        self.0.ends_with('/')
    }
}
