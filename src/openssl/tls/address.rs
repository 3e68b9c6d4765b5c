//! A host and a port in one word, as openssl reads them.

/// The port of a line without one.
pub(super) const PORT: &str = "4433";

/// What a word without a colon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// A host.
    Host,
    /// A port.
    Port,
}

/// The parts of an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// The host, unless it is empty or `*`.
    pub host: Option<String>,
    /// The port, unless it is empty or `*`.
    pub port: Option<String>,
}

/// Reads `HOST:PORT`, `[HOST]:PORT`, `[HOST]`, or one of both; `None` if it could mean several addresses.
pub(super) fn parse(text: &str, alone: Alone) -> Option<Parsed> {
    let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty() && text != "*");
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        let port = match rest.strip_prefix(':') {
            Some(port) => named(port),
            None if rest.is_empty() => None,
            None => return None,
        };
        return Some(Parsed { host: named(host), port });
    }
    match (text.split_once(':'), alone) {
        (Some((_, port)), _) if port.contains(':') => None,
        (Some((host, port)), _) => Some(Parsed { host: named(host), port: named(port) }),
        (None, Alone::Host) => Some(Parsed { host: named(text), port: None }),
        (None, Alone::Port) => Some(Parsed { host: None, port: named(text) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_split_as_openssl_splits_them() {
        let parsed = |host: &str, port: &str| {
            let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Some(Parsed { host: named(host), port: named(port) })
        };
        assert_eq!(parse("a.test:443", Alone::Host), parsed("a.test", "443"));
        assert_eq!(parse("a.test", Alone::Host), parsed("a.test", ""));
        assert_eq!(parse("4433", Alone::Port), parsed("", "4433"));
        assert_eq!(parse("[::1]:https", Alone::Host), parsed("::1", "https"));
        assert_eq!(parse("[::1]", Alone::Host), parsed("::1", ""));
        assert_eq!(parse("*:1", Alone::Port), parsed("", "1"));
        assert_eq!(parse("::1", Alone::Host), None);
        assert_eq!(parse("[::1]443", Alone::Host), None);
    }
}
