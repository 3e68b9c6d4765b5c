//! Names and attributes from the configuration: as they are with `prompt = no`, else as answers to its questions.

use super::settings::Settings;
use crate::openssl::config::Entry;
use crate::openssl::failure::Failure;
use crate::openssl::names::{self, Builder};
use crate::openssl::objects::Objects;
use crate::openssl::session::Session;
use devcert::model::oid::Oid;
use devcert::x509::{Attribute, Name, ObjectId, Set};

/// What the questions give.
pub(super) struct Answers {
    /// The subject.
    pub(super) subject: Name<'static>,
    /// The attributes of a request, such as challengePassword.
    pub(super) attributes: Vec<Attribute<'static>>,
}

/// Whether the attributes of a request are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    Asked,
    LeftOut,
}

/// What asks, and whom.
pub(super) struct Asking<'a> {
    /// The session.
    pub(super) session: &'a mut Session,
    /// The configuration.
    pub(super) settings: &'a Settings<'a>,
    /// The names of objects.
    pub(super) objects: &'a Objects,
    /// Whether every question has its default as the answer.
    pub(super) is_batch: bool,
}

const INTRODUCTION: [&str; 6] = [
    "You are about to be asked to enter information that will be incorporated",
    "into your certificate request.",
    "What you are about to enter is what is called a Distinguished Name or a DN.",
    "There are quite a few fields but you can leave some blank",
    "For some fields there will be a default value,",
    "If you enter '.', the field will be left blank.",
];

/// The names that say more about another one.
const SUFFIXES: [&str; 4] = ["_min", "_max", "_default", "_value"];

impl<'a> Asking<'a> {
    /// The subject and, for a request, the attributes.
    pub(super) fn answers(&mut self, attributes: Attributes) -> Result<Answers, Failure> {
        let names = self.section("distinguished_name")?;
        let attributes = match attributes {
            Attributes::Asked => self.section("attributes")?,
            Attributes::LeftOut => None,
        };
        let attributes = attributes.unwrap_or(&[]);
        if self.settings.get("prompt") == Some("no") {
            return self.as_they_are(names.unwrap_or(&[]), attributes);
        }
        let names = names.filter(|names| !names.is_empty());
        let names = names.ok_or_else(|| Failure::new("No template, please set one up."))?;
        if !self.is_batch {
            for line in INTRODUCTION {
                self.session.say(line);
            }
            self.session.say("-----");
        }
        let subject = self.subject(names)?;
        if !attributes.is_empty() && !self.is_batch {
            self.session.say("");
            self.session.say("Please enter the following 'extra' attributes");
            self.session.say("to be sent with your certificate request");
        }
        Ok(Answers { subject, attributes: self.attributes(attributes)? })
    }

    /// The entries of the section that `name` specifies.
    fn section(&self, name: &str) -> Result<Option<&'a [Entry]>, Failure> {
        let settings: &'a Settings<'a> = self.settings;
        let Some(section) = settings.get(name) else { return Ok(None) };
        let entries = settings.config.section(section);
        let entries =
            entries.ok_or_else(|| Failure::new(format_args!("Unable to get '{section}' section")))?;
        Ok(Some(entries))
    }

    fn as_they_are(&self, names: &[Entry], attributes: &[Entry]) -> Result<Answers, Failure> {
        let subject = names::of_section(names, self.objects, self.settings.strings);
        let subject =
            subject.map_err(|fault| Failure::new("Error making certificate request").line(fault))?;
        if subject.0.is_empty() {
            return Err(Failure::new("Error: No objects specified in config file"));
        }
        let attribute = |entry: &Entry| {
            let kind = self.objects.named(&entry.name);
            let kind =
                kind.ok_or_else(|| Failure::new(format_args!("Error adding attribute {}", entry.name)))?;
            self.attribute(kind, &entry.value)
        };
        Ok(Answers { subject, attributes: attributes.iter().map(attribute).collect::<Result<_, _>>()? })
    }

    fn attribute(&self, kind: Oid, text: &str) -> Result<Attribute<'static>, Failure> {
        let value = names::value(kind, text, self.settings.strings);
        let value = value.map_err(|fault| Failure::new("Error adding attribute").line(fault))?;
        Ok(Attribute { id: ObjectId::from(kind), values: Set(vec![value]) })
    }

    fn subject(&mut self, names: &[Entry]) -> Result<Name<'static>, Failure> {
        let section = self.settings.get("distinguished_name").unwrap_or_default();
        let mut builder = Builder::default();
        for entry in names.iter().filter(|entry| !SUFFIXES.iter().any(|end| entry.name.ends_with(end))) {
            let (kind, joined) = names::attribute(&entry.name);
            // openssl passes over names that are not those of objects.
            let Some(oid) = self.objects.with_a_name(kind) else { continue };
            if let Some(text) = self.ask(section, entry)? {
                let added = builder.add(oid, &text, joined, self.settings.strings);
                added.map_err(|fault| Failure::new("Error making certificate request").line(fault))?;
            }
        }
        if builder.is_empty() {
            return Err(Failure::new("Error: No objects specified in config file"));
        }
        builder.finish().map_err(Failure::new)
    }

    fn attributes(&mut self, entries: &[Entry]) -> Result<Vec<Attribute<'static>>, Failure> {
        let section = self.settings.get("attributes").unwrap_or_default();
        let mut attributes = Vec::new();
        for entry in entries.iter().filter(|entry| !SUFFIXES.iter().any(|end| entry.name.ends_with(end))) {
            let Some(oid) = self.objects.with_a_name(&entry.name) else { continue };
            if let Some(text) = self.ask(section, entry)? {
                attributes.push(self.attribute(oid, &text)?);
            }
        }
        Ok(attributes)
    }

    /// The answer to one question; `None` for an empty one. An answer that is too short or too long is asked for again.
    fn ask(&mut self, section: &str, entry: &Entry) -> Result<Option<String>, Failure> {
        let config = self.settings.config;
        let related = |suffix: &str| config.get(section, &format!("{}{suffix}", entry.name));
        let limit = |suffix: &str| config.number(section, &format!("{}{suffix}", entry.name));
        let default = related("_default").unwrap_or_default();
        let fixed = related("_value");
        loop {
            if !self.is_batch {
                self.session.prompt(format_args!("{} [{default}]:", entry.value));
                if let Some(value) = fixed {
                    self.session.say(value);
                }
            }
            let answer = match fixed {
                Some(value) => value.to_owned(),
                None if self.is_batch => String::new(),
                None => self.typed()?,
            };
            let answer = match answer.as_str() {
                "" if default.is_empty() => return Ok(None),
                "" => default.to_owned(),
                "." => return Ok(None),
                _ => answer,
            };
            match outside(answer.len(), limit("_min"), limit("_max")) {
                None => return Ok(Some(answer)),
                Some(problem) if self.is_batch || fixed.is_some() => return Err(Failure::new(problem)),
                Some(problem) => self.session.say(problem),
            }
        }
    }

    fn typed(&mut self) -> Result<String, Failure> {
        let line = self.session.read_line()?;
        let line = line.ok_or_else(|| {
            Failure::new("Error making certificate request")
                .line("standard input has no answer to this question")
                .hint("use -subj for the name, or -batch for the defaults")
        })?;
        Ok(line.to_string())
    }
}

/// openssl's words for a length that is not allowed.
fn outside(length: usize, shortest: Option<i64>, longest: Option<i64>) -> Option<String> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    if let Some(shortest) = shortest.filter(|shortest| length < *shortest) {
        return Some(format!("String too short, must be at least {shortest} bytes long"));
    }
    let longest = longest.filter(|longest| length > *longest)?;
    Some(format!("String too long, must be at most {longest} bytes long"))
}
