//! The command line that is running, for hints after which it is to be typed again.

use crate::host::environment;
use crate::report::shell::word;

/// Arguments that read standard input, which is gone by the time of a hint.
const STANDARD_INPUT: [&str; 2] = ["-", "stdin"];

/// The command line, ready to be pasted; `None` where the same words would not do the same again.
pub(super) fn line() -> Option<String> {
    let arguments = environment::arguments()?;
    let reads_input = |text: &String| {
        STANDARD_INPUT.contains(&text.split_once('=').map_or(text.as_str(), |(_, value)| value))
    };
    if arguments.iter().any(reads_input) {
        return None;
    }
    let words = arguments.iter().map(|text| format!(" {}", word(text)));
    Some(format!("devcert{}", words.collect::<String>()))
}

/// The value of an option on the command line.
pub(super) fn option(name: &str) -> Option<String> {
    let arguments = environment::arguments()?;
    let joined = arguments.iter().find_map(|text| text.strip_prefix(name)?.strip_prefix('='));
    let apart = arguments.windows(2).find(|pair| pair[0] == name).map(|pair| pair[1].as_str());
    joined.or(apart).map(str::to_owned)
}
