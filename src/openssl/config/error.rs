//! What breaks the configuration language.

use thiserror::Error;

/// Where a configuration breaks the language, and how.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct ConfigError {
    /// The line, from 1, in the file or in the one that it includes.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// How a line breaks the language; the words are openssl's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// A section's name without its end.
    #[error("missing close square bracket")]
    Bracket,
    /// A line that is neither a section nor a name with a value.
    #[error("missing equal sign: {0}")]
    EqualSign(String),
    /// A variable in braces without the closing one.
    #[error("no close brace")]
    Brace,
    /// A variable that is not set.
    #[error("variable has no value: {0}")]
    Variable(String),
    /// Variables that expand to more than 64 KiB.
    #[error("variable expansion too long")]
    Expansion,
    /// A `.pragma` that is not `name:value`.
    #[error("invalid pragma")]
    Pragma,
    /// Files that include each other.
    #[error("files are included too deeply")]
    Depth,
}
