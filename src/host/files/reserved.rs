//! Names that Windows keeps for devices: what is written to `nul` is gone, and `con.pem` is the console.

use std::ffi::OsStr;

/// Each with any extension, in any case (Microsoft, "Naming Files, Paths, and Namespaces").
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The same with a digit behind them; the superscript ones count too.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// Whether a file of this name would be a device on Windows.
pub(super) fn is_reserved(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end();
    let is_number = |rest: &str| matches!(rest, "\u{b9}" | "\u{b2}" | "\u{b3}") || is_digit(rest);
    DEVICES.contains(&stem) || NUMBERED.iter().any(|device| stem.strip_prefix(device).is_some_and(is_number))
}

fn is_digit(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| (b'1'..=b'9').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_recognized_with_every_extension() {
        for name in
            ["nul", "NUL", "con.pem", "Aux.crt.pem", "com1", "LPT9.pem", "com\u{b2}", "nul .pem", "nul:x"]
        {
            assert!(is_reserved(name.as_ref()), "{name}");
        }
        for name in ["null", "key.pem", "com", "com0", "com10", "contact.pem", "x.nul", ""] {
            assert!(!is_reserved(name.as_ref()), "{name}");
        }
    }
}
