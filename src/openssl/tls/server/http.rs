//! Answers to a request of HTTP with a file.

use std::path::Path;

use crate::host::files::{self, DEFAULT_LIMIT};

const TEXT: &str = "HTTP/1.0 200 ok\r\nContent-type: text/plain\r\n\r\n";
const HTML: &str = "HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n";

/// Who writes the header of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// The server.
    Added,
    /// The file, which has it.
    InFile,
}

/// The answer to a line that begins with `GET /`, and the file that it sends.
pub(super) fn answer(line: &str, header: Header) -> (Vec<u8>, Option<String>) {
    let rest = line.strip_prefix("GET /").unwrap_or_default();
    let rejected = |reason: String| (format!("{TEXT}{reason}\r\n").into_bytes(), None);
    let Some((path, _)) = rest.split_once(' ') else {
        return rejected(format!("'{rest}' is an invalid file name"));
    };
    // A colon is that of a drive.
    if path.contains(':') || path.split(['/', '\\']).any(|part| part == "..") {
        return rejected(format!("'{path}' contains '..' or ':'"));
    }
    if path.starts_with(['/', '\\']) {
        return rejected(format!("'{path}' is an invalid path"));
    }
    if path.is_empty() || files::is_folder(Path::new(path)) {
        return rejected(match path {
            "" => "Error opening '' mode='r'".to_owned(),
            path => format!("'{path}' is a directory"),
        });
    }
    let Ok(contents) = files::read(Path::new(path), DEFAULT_LIMIT) else {
        return rejected(format!("Error opening '{path}' mode='r'"));
    };
    let is_html = [".html", ".htm", ".php"].iter().any(|end| path.len() > end.len() && path.ends_with(end));
    let head = match header {
        Header::InFile => "",
        Header::Added if is_html => HTML,
        Header::Added => TEXT,
    };
    let mut bytes = head.as_bytes().to_vec();
    bytes.extend_from_slice(&contents);
    (bytes, Some(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_outside_of_the_directory_are_rejected() {
        for (line, reason) in [
            ("GET /../x HTTP/1.0", "'../x' contains '..' or ':'"),
            ("GET /a/..\\x HTTP/1.0", "'a/..\\x' contains '..' or ':'"),
            ("GET /c:x HTTP/1.0", "'c:x' contains '..' or ':'"),
            ("GET //etc/passwd HTTP/1.0", "'/etc/passwd' is an invalid path"),
            ("GET /no-end", "'no-end' is an invalid file name"),
            ("GET /src HTTP/1.0", "'src' is a directory"),
            ("GET /none HTTP/1.0", "Error opening 'none' mode='r'"),
        ] {
            let (bytes, file) = answer(line, Header::Added);
            assert_eq!(String::from_utf8(bytes).unwrap(), format!("{TEXT}{reason}\r\n"));
            assert_eq!(file, None);
        }
    }

    #[test]
    fn a_file_is_sent_with_its_header_or_a_new_one() {
        let (bytes, file) = answer("GET /Cargo.toml HTTP/1.0", Header::Added);
        assert!(bytes.starts_with(TEXT.as_bytes()));
        assert_eq!(file.as_deref(), Some("Cargo.toml"));
        assert!(!answer("GET /Cargo.toml HTTP/1.0", Header::InFile).0.starts_with(b"HTTP"));
    }
}
