//! The options of a subcommand as data, and a command line read by them as openssl reads its own.

use super::failure::Failure;
use super::session::STANDARD_STREAM;

/// An option of a subcommand.
#[derive(Debug, Clone, Copy)]
pub struct Opt {
    /// Its name, without a hyphen.
    pub name: &'static str,
    /// The value that follows it.
    pub value: Value,
    /// What devcert does with it.
    pub support: Support,
    /// What it does, for the help.
    pub help: &'static str,
}

/// The value of an option; what it must look like is checked as the line is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// None: the option is a flag.
    None,
    /// None: the words that follow it are no options.
    Operands,
    /// Any text.
    Text,
    /// A file that is read.
    Input,
    /// A file that is written.
    Output,
    /// A format: PEM or DER.
    Format,
    /// A format of a key, where others than PEM and DER have a name too.
    KeyFormat,
    /// A whole number.
    Number,
    /// A whole number above zero.
    Positive,
    /// A whole number of 64 bits.
    Large,
    /// A query for properties of algorithms (`property(7)`).
    Properties,
}

/// What devcert does with an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// What openssl does with it.
    Full,
    /// Nothing, for this reason.
    NoEffect(&'static str),
    /// Reject the command line, for this reason.
    Rejected(&'static str),
}

/// What an option is that is in no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// A mistake.
    Mistake,
    /// The name of a digest.
    Digest,
    /// The name of a cipher.
    Cipher,
}

const fn option(name: &'static str, value: Value, help: &'static str) -> Opt {
    Opt { name, value, support: Support::Full, help }
}

/// An option without a value.
#[must_use]
pub const fn flag(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::None, help)
}

/// An option that is followed by operands alone, as `-infiles`.
#[must_use]
pub const fn before_operands(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Operands, help)
}

/// An option with any text as its value.
#[must_use]
pub const fn text(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Text, help)
}

/// An option whose value is a file to read.
#[must_use]
pub const fn input(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Input, help)
}

/// An option whose value is a file to write.
#[must_use]
pub const fn output(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Output, help)
}

/// An option whose value is PEM or DER.
#[must_use]
pub const fn format(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Format, help)
}

/// An option whose value is the format of a key.
#[must_use]
pub const fn key_format(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::KeyFormat, help)
}

/// An option whose value is a whole number.
#[must_use]
pub const fn number(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Number, help)
}

/// An option whose value is a whole number above zero.
#[must_use]
pub const fn positive(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Positive, help)
}

/// An option whose value is a whole number of 64 bits.
#[must_use]
pub const fn large(name: &'static str, help: &'static str) -> Opt {
    option(name, Value::Large, help)
}

impl Opt {
    /// The same option, which is accepted and ignored for this reason.
    #[must_use]
    pub const fn no_effect(self, reason: &'static str) -> Self {
        Self { support: Support::NoEffect(reason), ..self }
    }

    /// The same option, which is rejected for this reason.
    #[must_use]
    pub const fn rejected(self, reason: &'static str) -> Self {
        Self { support: Support::Rejected(reason), ..self }
    }
}

/// Formats of openssl that devcert neither reads nor writes.
const FOREIGN_FORMATS: [&str; 6] = ["pvk", "msblob", "p12", "pkcs12", "smime", "http"];

const NO_ENGINES: &str = "devcert has no engines";
const NO_PROVIDERS: &str = "devcert has no providers";

/// The options that every subcommand has.
pub const COMMON: &[Opt] = &[flag("help", "Print the options")];

/// The options of subcommands that draw random numbers.
pub const RANDOM: &[Opt] = &[
    text("rand", "Files to add to the random numbers")
        .no_effect("the operating system's generator needs no files"),
    output("writerand", "File for random numbers")
        .rejected("the operating system's generator has no seed file"),
];

/// The options of subcommands that read or create keys.
pub const PROVIDERS: &[Opt] = &[
    text("engine", "Engine to use").rejected(NO_ENGINES),
    text("provider-path", "Directory of providers").no_effect(NO_PROVIDERS),
    // Scripts load the providers that openssl has built in.
    text("provider", "Provider to load").no_effect(NO_PROVIDERS),
    option("propquery", Value::Properties, "Property query for algorithms").no_effect(NO_PROVIDERS),
];

/// The options of a subcommand, in groups.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The groups.
    pub groups: &'static [&'static [Opt]],
    /// What an option is that is in none of them.
    pub unknown: Unknown,
    /// What may follow the options, as the help shows it; empty for nothing.
    pub operands: &'static str,
}

impl Table {
    /// Every option, in the order of the groups.
    pub fn options(&self) -> impl Iterator<Item = &'static Opt> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    fn find(&self, name: &str) -> Option<&'static Opt> {
        let name = if name == "h" { "help" } else { name };
        self.options().find(|option| option.name == name)
    }
}

/// A command line that was read.
#[derive(Debug, Default)]
pub struct Line {
    /// The subcommand as it was typed.
    pub command: String,
    given: Vec<(&'static str, String)>,
    /// The digests or ciphers, in their order, as they were typed.
    algorithms: Vec<String>,
    /// All of them in their order, an algorithm without a name.
    sequence: Vec<(&'static str, String)>,
    /// What follows the options.
    pub operands: Vec<String>,
}

impl Line {
    /// Reads `words`, which follow the subcommand `command`, by its table.
    ///
    /// # Errors
    /// An option that is unknown or rejected, or a value that is missing or malformed.
    pub fn read(command: &str, table: &Table, words: &[String]) -> Result<Self, Failure> {
        let mut line = Self { command: command.to_owned(), ..Self::default() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix('-') else {
                line.operands.push(word.clone());
                break;
            };
            if word == "--" {
                break;
            }
            let name = name.strip_prefix('-').unwrap_or(name);
            let (name, attached) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (name, None),
            };
            match table.find(name) {
                Some(option) => {
                    let value = value_of(command, option, attached, || words.next().cloned())?;
                    line.sequence.push((option.name, value.clone()));
                    line.given.push((option.name, value));
                    if option.value == Value::Operands {
                        break;
                    }
                }
                // To openssl, a hyphen alone is the option for an algorithm, without a name.
                None if name.is_empty() && table.unknown != Unknown::Mistake => {}
                None if table.unknown != Unknown::Mistake => {
                    line.sequence.push(("", name.to_owned()));
                    line.algorithms.push(name.to_owned());
                }
                None => return Err(Failure::usage(command, format_args!("Unknown option: -{name}"))),
            }
        }
        line.operands.extend(words.cloned());
        line.no_operands_unless(command, table)?;
        Ok(line)
    }

    fn no_operands_unless(&self, command: &str, table: &Table) -> Result<(), Failure> {
        match self.operands.first() {
            Some(operand) if table.operands.is_empty() => Err(Failure::usage_only(command)
                .hint(format!("remove \"{operand}\": {command} has options only"))),
            _ => Ok(()),
        }
    }

    /// Whether the option was given.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The value of the option; the last one where it was given more than once.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values(name).last()
    }

    /// The file of an option for which openssl takes `-` for a standard stream; `None` for that stream.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        self.value(name).filter(|path| *path != STANDARD_STREAM)
    }

    /// Every value of an option, in the order of the line.
    pub fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.given.iter().filter(move |(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// The options with their values, as they can be typed.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let word = |(name, value): &(&str, String)| {
            let value = Some(value.clone()).filter(|value| !value.is_empty());
            [Some(format!("-{name}")), value]
        };
        self.given.iter().flat_map(word).flatten().chain(self.operands.iter().cloned()).collect()
    }

    /// The options in the order of the line, an option at its last place.
    pub fn in_order(&self) -> impl Iterator<Item = &'static str> {
        let is_last =
            |index: &usize| !self.given[index + 1..].iter().any(|(name, _)| *name == self.given[*index].0);
        (0..self.given.len()).filter(is_last).map(|index| self.given[index].0)
    }

    /// The one of these options that was given last.
    #[must_use]
    pub fn last_of(&self, names: &[&str]) -> Option<&'static str> {
        self.in_order().filter(|name| names.contains(name)).last()
    }

    /// The options and their values in the order of the line; a digest or a cipher is the value of an empty name.
    pub fn sequence(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.sequence.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The number that is the option's value.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(integer)
    }

    /// The last digest or cipher, as it was typed.
    #[must_use]
    pub fn algorithm(&self) -> Option<&str> {
        self.algorithms.last().map(String::as_str)
    }
}

/// The value of `option`: attached, or the next word.
fn value_of(
    command: &str,
    option: &Opt,
    attached: Option<&str>,
    next: impl FnOnce() -> Option<String>,
) -> Result<String, Failure> {
    if let Support::Rejected(reason) = option.support {
        return Err(Failure::unsupported(format_args!("{command} -{}: {reason}", option.name)));
    }
    let failed = |problem: std::fmt::Arguments<'_>| Failure::usage(command, problem);
    let value = match (option.value, attached) {
        (Value::None | Value::Operands, None) => return Ok(String::new()),
        (Value::None | Value::Operands, Some(_)) => {
            return Err(failed(format_args!("Option -{} does not take a value", option.name)));
        }
        (_, Some(value)) => value.to_owned(),
        (_, None) => next().ok_or_else(|| failed(format_args!("Option -{} needs a value", option.name)))?,
    };
    check(command, option, &value)?;
    Ok(value)
}

/// Fails when the option does not have such values.
fn check(command: &str, option: &Opt, value: &str) -> Result<(), Failure> {
    let name = option.name;
    let number = || {
        integer(value)
            .ok_or_else(|| Failure::usage(command, format_args!("Can't parse \"{value}\" as a number")))
    };
    match option.value {
        Value::Number | Value::Large => number().map(|_| ()),
        Value::Positive => match number()? {
            1.. => Ok(()),
            _ => Err(Failure::usage(
                command,
                format_args!("Non-positive number \"{value}\" for option -{name}"),
            )),
        },
        Value::Properties if !has_properties(value) => Err(Failure::unsupported(format_args!(
            "{command} -{name} {value}: devcert's algorithms have no such property"
        ))),
        Value::Format if FOREIGN_FORMATS.iter().any(|format| value.eq_ignore_ascii_case(format)) => {
            let unsupported =
                Failure::unsupported(format_args!("{command} -{name} {value}: only PEM and DER"));
            Err(unsupported.after(format_args!("Bad {}put format specified", name.trim_end_matches("form"))))
        }
        Value::Format if Format::named(value).is_none() => {
            let invalid =
                Failure::usage(command, format_args!("Invalid format \"{value}\" for option -{name}"));
            Err(invalid.after(format_args!("{command}: Bad format \"{value}\"")))
        }
        _ => Ok(()),
    }
}

/// Whether devcert's algorithms, as those of openssl's default provider, meet a query for properties.
fn has_properties(query: &str) -> bool {
    let is_met = |clause: &str| {
        clause.is_empty()
            || clause.starts_with(['?', '-'])
            || ["provider=default", "fips=no"].contains(&clause)
    };
    query.split(',').map(str::trim).all(is_met)
}

/// A number as C's `strtoimax` reads it: decimal, `0x` hexadecimal or octal after a zero.
#[must_use]
pub fn integer(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let (digits, sign) = match text.strip_prefix('-') {
        Some(digits) => (digits, -1),
        None => (text.strip_prefix('+').unwrap_or(text), 1),
    };
    let lower = digits.to_ascii_lowercase();
    let (digits, radix) = match lower.strip_prefix("0x") {
        Some(hex) => (hex, 16),
        None if lower.len() > 1 && lower.starts_with('0') => (&lower[1..], 8),
        None => (lower.as_str(), 10),
    };
    if !digits.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(|number| sign * number)
}

/// How an object is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Base64 with header lines (RFC 7468).
    #[default]
    Pem,
    /// The bytes of ASN.1.
    Der,
}

impl Format {
    /// The format with this name: openssl looks at the first letter of DER, and at all of PEM.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "PEM" | "pem" | "P" | "p" => Some(Self::Pem),
            _ if name.starts_with(['D', 'd']) => Some(Self::Der),
            _ => None,
        }
    }

    /// The format that is the value of an option, PEM without it.
    #[must_use]
    pub fn of(line: &Line, option: &str) -> Self {
        line.value(option).and_then(Self::named).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table = Table {
        groups: &[
            COMMON,
            &[
                flag("new", "New"),
                text("subj", "Subject"),
                positive("days", "Days"),
                number("offset", "Offset"),
                format("outform", "Format"),
                text("engine", "Engine").rejected(NO_ENGINES),
                text("rand", "Random").no_effect("none needed"),
            ],
        ],
        unknown: Unknown::Digest,
        operands: "",
    };

    fn read(words: &[&str]) -> Result<Line, Failure> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        Line::read("req", &TABLE, &words)
    }

    #[test]
    fn options_are_read_in_every_spelling_and_the_last_one_counts() {
        let line = read(&["-new", "--subj=/CN=a", "-SHA384", "-subj", "/CN=b", "-days=3", "-outform", "DER"])
            .unwrap();
        assert!(line.has("new") && !line.has("help"));
        assert_eq!(line.value("subj"), Some("/CN=b"));
        assert_eq!(line.values("subj").collect::<Vec<_>>(), ["/CN=a", "/CN=b"]);
        assert_eq!((line.number("days"), line.algorithm()), (Some(3), Some("SHA384")));
        assert_eq!(Format::of(&line, "outform"), Format::Der);
        assert_eq!(line.in_order().collect::<Vec<_>>(), ["new", "subj", "days", "outform"]);
    }

    #[test]
    fn help_has_a_short_name() {
        assert!(read(&["-h"]).unwrap().has("help"));
    }

    #[test]
    fn mistakes_have_the_first_words_of_openssl() {
        for (words, message) in [
            (&["-subj"][..], "req: Option -subj needs a value"),
            (&["-new=1"], "req: Option -new does not take a value"),
            (&["-days", "0"], "req: Non-positive number \"0\" for option -days"),
            (&["-days", "x"], "req: Can't parse \"x\" as a number"),
            (&["-outform", "xx"], "req: Bad format \"xx\""),
            (&["extra"], "req: Use -help for summary."),
        ] {
            let failure = read(words).unwrap_err();
            assert_eq!(failure.lines[0], message);
            assert_eq!(
                (failure.lines.last().unwrap().as_str(), failure.status),
                ("req: Use -help for summary.", 1)
            );
        }
        let unsupported = read(&["-outform", "PVK"]).unwrap_err();
        assert_eq!(unsupported.lines[0], "Bad output format specified");
        assert!(unsupported.lines[1].contains("does not support req -outform PVK"), "{unsupported:?}");
    }

    #[test]
    fn what_is_not_supported_is_rejected_by_name_before_its_value_is_read() {
        let failure = read(&["-engine"]).unwrap_err();
        assert_eq!(
            failure.lines,
            ["devcert's openssl front end does not support req -engine: devcert has no engines"]
        );
        assert!(read(&["-rand", "file"]).unwrap().has("rand"));
    }

    #[test]
    fn numbers_are_those_of_c() {
        for (text, number) in
            [("10", Some(10)), ("-1", Some(-1)), ("0x10", Some(16)), ("010", Some(8)), ("0", Some(0))]
        {
            assert_eq!(integer(text), number, "{text}");
        }
        for text in ["", "x", "1x", "0x", "--1", "09"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}
