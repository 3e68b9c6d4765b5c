//! openssl's configuration language (config(5)): sections of names and values, with quotes, escapes, continued lines,
//! variables and included files.
//!
//! The language is read as OpenSSL 3.0 reads it, with its edges: a `#` in the middle of a word begins a comment; a name
//! that is set twice keeps its last value, at the last place; a section may be opened again.

mod error;
mod text;

pub use self::error::{ConfigError, Problem};
use self::text::{expand, lines, name_end, without_comment};

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Section {
    name: String,
    entries: Vec<Entry>,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, such as `0.organizationName`.
    pub name: String,
    /// The value, its variables replaced.
    pub value: String,
}

/// What a configuration refers to outside of itself.
pub trait Outside {
    /// The value of an environment variable.
    fn variable(&self, name: &str) -> Option<String>;

    /// The texts of the files that `.include` names: the file, or those in a directory that end in `.cnf` or `.conf`, by
    /// name. Files that cannot be read are left out, as openssl does.
    fn included(&self, path: &str) -> Vec<String>;
}

/// The section of names before the first header, and of those that other sections lack.
pub const DEFAULT: &str = "default";

/// How many files may be open below each other.
const DEPTH_MAX: usize = 20;

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// [`ConfigError`] at the first line that breaks the language.
    pub fn parse(text: &str, outside: &dyn Outside) -> Result<Self, ConfigError> {
        let mut parser = Parser {
            config: Self::default(),
            current: DEFAULT.to_owned(),
            outside,
            settings: Settings::default(),
        };
        parser.config.open(DEFAULT);
        parser.read(text, 0)?;
        Ok(parser.config)
    }

    /// The value of `name` in `section`, in the environment if the section is `ENV`, else in the default section.
    #[must_use]
    pub fn lookup(&self, section: &str, name: &str, outside: &dyn Outside) -> Option<String> {
        let own = self.own(section, name).map(str::to_owned);
        let environment = || (section == "ENV").then(|| outside.variable(name)).flatten();
        own.or_else(environment).or_else(|| self.own(DEFAULT, name).map(str::to_owned))
    }

    /// The value of `name` in `section`, else in the default section.
    #[must_use]
    pub fn get(&self, section: &str, name: &str) -> Option<&str> {
        self.own(section, name).or_else(|| self.own(DEFAULT, name))
    }

    /// The number that the value begins with; 0 without a digit.
    #[must_use]
    pub fn number(&self, section: &str, name: &str) -> Option<i64> {
        let value = self.get(section, name)?;
        let end = value.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(value.len());
        Some(value[..end].parse().unwrap_or_default())
    }

    /// The names and values of a section, in their order.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&[Entry]> {
        self.sections.iter().find(|section| section.name == name).map(|section| section.entries.as_slice())
    }

    fn own(&self, section: &str, name: &str) -> Option<&str> {
        let entry = self.section(section)?.iter().find(|entry| entry.name == name);
        entry.map(|entry| entry.value.as_str())
    }

    fn open(&mut self, name: &str) -> &mut Section {
        let found = self.sections.iter().position(|section| section.name == name);
        let index = found.unwrap_or_else(|| {
            self.sections.push(Section { name: name.to_owned(), entries: Vec::new() });
            self.sections.len() - 1
        });
        &mut self.sections[index]
    }

    /// Sets a value; an earlier one of the same name is gone.
    fn set(&mut self, section: &str, name: &str, value: String) {
        let section = self.open(section);
        section.entries.retain(|entry| entry.name != name);
        section.entries.push(Entry { name: name.to_owned(), value });
    }
}

/// What `.pragma` sets.
#[derive(Debug, Default)]
struct Settings {
    /// Whether `$` is a letter of names, so that variables need braces.
    dollar_in_names: bool,
    /// The directory of included files with a relative path.
    include_directory: Option<String>,
}

struct Parser<'a> {
    config: Config,
    current: String,
    outside: &'a dyn Outside,
    settings: Settings,
}

impl Parser<'_> {
    fn read(&mut self, text: &str, depth: usize) -> Result<(), ConfigError> {
        for (line, content) in lines(text) {
            self.line(&content, depth).map_err(|error| match error {
                Failed::Here(problem) => ConfigError { line, problem },
                Failed::Included(error) => error,
            })?;
        }
        Ok(())
    }

    fn line(&mut self, line: &str, depth: usize) -> Result<(), Failed> {
        let line = without_comment(line).trim_start_matches(is_space);
        if line.is_empty() {
            return Ok(());
        }
        if let Some(header) = line.strip_prefix('[') {
            self.current = self.header(header)?;
            self.config.open(&self.current.clone());
            return Ok(());
        }
        let end = name_end(line);
        let (mut name, mut rest) = line.split_at(end);
        let current = self.current.clone();
        let mut section = current.as_str();
        if let Some(after) = rest.strip_prefix("::") {
            section = name;
            (name, rest) = after.split_at(name_end(after));
        }
        let rest = rest.trim_start_matches(is_space);
        let directive = |word| name == word || (name.starts_with(word) && rest.starts_with('='));
        let value = rest.strip_prefix('=').unwrap_or(rest).trim_matches(is_space);
        if directive(".pragma") {
            return Ok(self.pragma(value)?);
        }
        if directive(".include") {
            let path = self.expand(section, value)?;
            return self.include(&path, depth);
        }
        if !rest.starts_with('=') {
            return Err(Problem::EqualSign(rest.to_owned()).into());
        }
        let value = self.expand(section, value)?;
        self.config.set(section, name, value);
        Ok(())
    }

    /// The name of a section, which is everything up to the first `]` that follows a name.
    fn header(&self, text: &str) -> Result<String, Problem> {
        let text = text.trim_start_matches(is_space);
        let mut end = name_end(text);
        loop {
            let rest = &text[end..];
            let after = rest.trim_start_matches(is_space);
            match after.chars().next() {
                Some(']') => return self.expand(&self.current, &text[..end]),
                Some(_) if name_end(after) > 0 => end = text.len() - after.len() + name_end(after),
                _ => return Err(Problem::Bracket),
            }
        }
    }

    fn expand(&self, section: &str, value: &str) -> Result<String, Problem> {
        let lookup = |named: Option<&str>, name: &str| {
            self.config.lookup(named.unwrap_or(section), name, self.outside)
        };
        expand(value, self.settings.dollar_in_names, &lookup)
    }

    fn pragma(&mut self, value: &str) -> Result<(), Problem> {
        let (name, value) = value.split_once(':').ok_or(Problem::Pragma)?;
        let (name, value) = (name.trim_end(), value.trim_start());
        if name.is_empty() || value.is_empty() {
            return Err(Problem::Pragma);
        }
        match name {
            "dollarid" => self.settings.dollar_in_names = matches!(value, "on" | "true"),
            "includedir" => self.settings.include_directory = Some(value.to_owned()),
            // openssl ignores those that it does not know.
            _ => {}
        }
        Ok(())
    }

    fn include(&mut self, path: &str, depth: usize) -> Result<(), Failed> {
        if depth == DEPTH_MAX {
            return Err(Problem::Depth.into());
        }
        let directory =
            self.outside.variable("OPENSSL_CONF_INCLUDE").or(self.settings.include_directory.clone());
        let path = match directory.filter(|_| !path.starts_with('/')) {
            Some(directory) => format!("{}/{path}", directory.trim_end_matches('/')),
            None => path.to_owned(),
        };
        for text in self.outside.included(&path) {
            self.read(&text, depth + 1).map_err(Failed::Included)?;
        }
        Ok(())
    }
}

/// A problem of this line, or of a line in a file that it includes.
enum Failed {
    Here(Problem),
    Included(ConfigError),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

/// What openssl skips between words.
const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests;
