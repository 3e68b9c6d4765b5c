//! Where revocation lists are, and what they cover (RFC 5280, 4.2.1.13 and 5.2.5).

use super::super::element::{Element, Fields, Tag, bits, boolean, has_bit, sequence_of};
use super::super::lines::Lines;
use super::super::name;
use super::general_name;

/// The bits of `ReasonFlags`.
const REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

/// Distribution points, and those of the freshest list.
pub(super) fn points(content: &[u8]) -> Option<Lines> {
    let mut page = Page::default();
    for (index, point) in sequence_of(content)?.iter().enumerate() {
        if index > 0 {
            page.end_line();
        }
        let mut fields = Fields::inside(point);
        if let Some(name) = fields.tagged(0) {
            page.point_name(&name)?;
        }
        if let Some(reasons) = fields.tagged(1) {
            page.reasons("Reasons:", &reasons)?;
        }
        if let Some(issuer) = fields.tagged(2) {
            page.names("CRL Issuer:", &issuer)?;
        }
        fields.end(())?;
    }
    Some(page.ended())
}

/// What a revocation list covers, by the number of the flag that says so.
const COVERAGE: [(u32, &str); 4] = [
    (1, "Only User Certificates"),
    (2, "Only CA Certificates"),
    (4, "Indirect CRL"),
    (5, "Only Attribute Certificates"),
];

/// The issuing distribution point.
pub(super) fn issuing(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let (name, user, authority) = (fields.tagged(0), fields.tagged(1), fields.tagged(2));
    let (reasons, indirect, attribute) = (fields.tagged(3), fields.tagged(4), fields.tagged(5));
    let mut page = Page::default();
    if let Some(name) = &name {
        page.point_name(name)?;
    }
    // openssl puts the reasons before the last of the flags.
    for ((number, line), flag) in COVERAGE.iter().zip([user, authority, indirect, attribute]) {
        if let Some(reasons) = reasons.as_ref().filter(|_| *number == 5) {
            page.reasons("Only Some Reasons:", reasons)?;
        }
        if flag.map_or(Some(false), |flag| boolean(flag.data))? {
            page.line(line);
        }
    }
    if page.is_empty() {
        page.line("<EMPTY>");
    }
    fields.end(page.ended())
}

/// Lines as openssl writes them here: it ends the line after reasons and flags, not after names, and
/// ends one more after all.
#[derive(Default)]
struct Page {
    lines: Lines,
    /// Whether the last line has no end yet.
    open: bool,
}

impl Page {
    fn line(&mut self, text: &str) {
        match self.open {
            true => self.lines.run_on(text),
            false => self.lines.push(text),
        }
        self.open = false;
    }

    fn end_line(&mut self) {
        if !self.open {
            self.lines.push("");
        }
        self.open = false;
    }

    fn ended(mut self) -> Lines {
        self.end_line();
        self.lines
    }

    fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The name of a point, in full or relative to the issuer of the list.
    fn point_name(&mut self, wrapped: &Element<'_>) -> Option<()> {
        let mut fields = Fields::inside(wrapped);
        if let Some(names) = fields.tagged(0) {
            self.names("Full Name:", &names)?;
        } else {
            self.line("Relative Name:");
            self.line(&format!("  {}", name::relative(&fields.tagged(1)?)?));
        }
        fields.end(())
    }

    fn names(&mut self, title: &str, names: &Element<'_>) -> Option<()> {
        self.line(title);
        let names = general_name::on_lines(names)?;
        self.open = !names.is_empty();
        self.lines.nest(2, &names);
        Some(())
    }

    fn reasons(&mut self, title: &str, flags: &Element<'_>) -> Option<()> {
        let octets = bits(flags.data)?;
        let set = REASONS.iter().enumerate().filter(|(number, _)| has_bit(&octets, *number));
        let set: Vec<&str> = set.map(|(_, name)| *name).collect();
        self.line(title);
        self.line(&format!("  {}", if set.is_empty() { "<EMPTY>".to_owned() } else { set.join(", ") }));
        Some(())
    }
}
