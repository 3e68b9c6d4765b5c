//! What devcert reads over, and rustls's PEM reader does not.

use super::check::{Check, CheckId};
use super::remedy::{Conversion, Remedy};
use super::role::FileRole;
use crate::encoding::pem::Label;
use crate::encoding::sniff::{Contents, EncodingQuirk, Object, ObjectKind, Packing};

/// What stands between the objects of a file and rustls's reader.
pub(super) enum ReadProblem {
    /// No armour.
    Der(ObjectKind),
    /// The text's own form.
    EncodingQuirk(EncodingQuirk),
    /// An oddity that other readers than rustls's do not read.
    Reservation(EncodingQuirk),
    /// A label that announces something else, or that rustls does not know.
    Label { kind: ObjectKind, found: Label, right: &'static str },
    /// One of several blocks is damaged.
    Damaged { kind: ObjectKind, line: usize },
    /// Something else.
    Unseen,
}

impl ReadProblem {
    /// The first obstacle before the objects that are `wanted`; `is_seen` says whether rustls's
    /// reader found the very same.
    pub(super) fn find(
        contents: &Contents,
        wanted: impl Fn(&ObjectKind) -> bool,
        is_seen: bool,
    ) -> Option<Self> {
        let objects = || contents.objects.iter().filter(|object| wanted(&object.kind));
        if let Some(label) = objects().find_map(wrong_label) {
            return Some(label);
        }
        let mut oddities = contents.oddities.iter().copied();
        if is_seen {
            return oddities.find(|oddity| oddity.stops_openssl()).map(Self::Reservation);
        }
        let der = objects().find(|object| matches!(object.packing, Packing::Der | Packing::DerAt { .. }));
        let der = der.map(|object| Self::Der(object.kind.clone()));
        let is_mention = |oddity: &EncodingQuirk| matches!(oddity, EncodingQuirk::Mention { .. });
        let oddity = || oddities.find(|oddity| !is_mention(oddity)).map(Self::EncodingQuirk);
        let damaged = || contents.objects.iter().find_map(damaged);
        Some(der.or_else(oddity).or_else(damaged).unwrap_or(Self::Unseen))
    }

    /// The check that names it; where the same content cannot be rewritten, `otherwise` mends it.
    pub(super) fn check(&self, id: CheckId, role: FileRole, otherwise: impl FnOnce() -> Remedy) -> Check {
        let remedy = self.rewrite().map_or_else(otherwise, |form| Remedy::Conversion(role, form));
        let check = match self {
            Self::Reservation(_) => Check::warn(id, self.text()),
            _ => Check::fail(id, self.text()),
        };
        check.about(role).mended_by(remedy)
    }

    fn rewrite(&self) -> Option<Conversion> {
        Some(match self {
            Self::Der(_) => Conversion::ToPem,
            Self::EncodingQuirk(EncodingQuirk::ByteOrderMark) => Conversion::DropByteOrderMark,
            Self::EncodingQuirk(EncodingQuirk::Utf16) => Conversion::Utf16ToUtf8,
            Self::EncodingQuirk(EncodingQuirk::Indented) => Conversion::Unindent,
            Self::EncodingQuirk(oddity) | Self::Reservation(oddity) if oddity.is_about_other_text() => {
                Conversion::Extract
            }
            Self::EncodingQuirk(_) | Self::Reservation(_) => Conversion::Rearmour,
            Self::Label { .. } => Conversion::Relabel,
            Self::Damaged { .. } | Self::Unseen => return None,
        })
    }

    fn text(&self) -> String {
        match self {
            Self::Der(kind) => format!("{kind} in DER, but rustls servers read only PEM"),
            Self::EncodingQuirk(EncodingQuirk::ByteOrderMark) => {
                "starts with a byte order mark, which hides the first BEGIN line from rustls".to_owned()
            }
            Self::EncodingQuirk(EncodingQuirk::Utf16) => {
                "UTF-16 text, as PowerShell writes it, but rustls reads only ASCII and UTF-8".to_owned()
            }
            Self::EncodingQuirk(EncodingQuirk::Indented) => {
                "the BEGIN line is indented, but rustls looks for it at the start of a line".to_owned()
            }
            Self::EncodingQuirk(oddity) | Self::Reservation(oddity) => oddity.to_string(),
            Self::Label { kind, found, right } => {
                format!("{kind} labelled {found}, but rustls looks for {right}")
            }
            Self::Damaged { kind, line } => format!("the block on line {line} is {kind}"),
            Self::Unseen => "rustls's PEM reader finds nothing in it".to_owned(),
        }
    }
}

fn wrong_label(object: &Object) -> Option<ReadProblem> {
    let Packing::Pem { label, .. } = &object.packing else { return None };
    let right = object.kind.label().filter(|right| !label.is(right))?;
    Some(ReadProblem::Label { kind: object.kind.clone(), found: label.clone(), right })
}

fn damaged(object: &Object) -> Option<ReadProblem> {
    match (&object.kind, &object.packing) {
        (kind @ ObjectKind::Unreadable(_), Packing::Pem { line, .. }) => {
            Some(ReadProblem::Damaged { kind: kind.clone(), line: *line })
        }
        _ => None,
    }
}
