//! Access control lists as text, in the security descriptor definition language (SDDL) of Windows:
//! `O:S-1-5-21-1-2-3-1000D:P(A;;FA;;;S-1-5-21-1-2-3-1000)`.

/// Rights of a file as bits: what lets its contents be read, and what lets it be changed or given to others.
const READ: u32 = 0x1 | GENERIC_READ | GENERIC_ALL;
const WRITE: u32 = 0x2 | 0x4 | 0x40 | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;
const WRITE_DAC: u32 = 0x4_0000;
const WRITE_OWNER: u32 = 0x8_0000;
const GENERIC_ALL: u32 = 0x1000_0000;
const GENERIC_WRITE: u32 = 0x4000_0000;
const GENERIC_READ: u32 = 0x8000_0000;

/// The names that SDDL has for rights.
const RIGHTS: [(&str, u32); 21] = [
    ("GA", GENERIC_ALL),
    ("GR", GENERIC_READ),
    ("GW", GENERIC_WRITE),
    ("GX", 0x2000_0000),
    ("FA", 0x1f_01ff),
    ("FR", 0x12_0089),
    ("FW", 0x12_0116),
    ("FX", 0x12_00a0),
    ("RC", 0x2_0000),
    ("SD", 0x1_0000),
    ("WD", WRITE_DAC),
    ("WO", WRITE_OWNER),
    ("CC", 0x1),
    ("DC", 0x2),
    ("LC", 0x4),
    ("SW", 0x8),
    ("RP", 0x10),
    ("WP", 0x20),
    ("DT", 0x40),
    ("LO", 0x80),
    ("CR", 0x100),
];

/// Who can read everything anyway, and the owner under other names: the system, the administrators, the owner's
/// rights, the creator.
const TRUSTED: [&str; 8] = ["SY", "S-1-5-18", "BA", "S-1-5-32-544", "OW", "S-1-3-4", "CO", "S-1-3-0"];

/// A list that gives all rights to `user` alone, and inherits nothing; `handed_down` also to what is created in a
/// directory.
pub(super) fn owner_only(user: &str, handed_down: bool) -> String {
    let flags = if handed_down { "OICI" } else { "" };
    format!("D:P(A;{flags};FA;;;{user})")
}

/// What a descriptor lets others than `user`, the owner and the system do, as the bits of a mode: 0o55 for reading,
/// which in a directory is entering too, and 0o22 for writing.
pub(super) fn others(descriptor: &str, user: &str) -> u32 {
    let (owner, list) = descriptor.split_once("D:").unwrap_or((descriptor, "NO_ACCESS_CONTROL"));
    let owner = owner.trim_start_matches("O:");
    if list.starts_with("NO_ACCESS_CONTROL") {
        return 0o77;
    }
    let entries = list.split('(').skip(1).filter_map(|entry| entry.split(')').next());
    entries.fold(0, |bits, entry| {
        let fields: Vec<_> = entry.split(';').collect();
        let ["A", flags, rights, _, _, who, ..] = fields[..] else { return bits };
        // "IO": an entry for what is created in the directory.
        let applies = !pairs(flags).any(|flag| flag == "IO");
        let is_other = who != user && who != owner && !TRUSTED.contains(&who);
        if applies && is_other { bits | mode(mask(rights)) } else { bits }
    })
}

fn mode(mask: u32) -> u32 {
    let read = if mask & READ != 0 { 0o55 } else { 0 };
    let write = if mask & WRITE != 0 { 0o22 } else { 0 };
    read | write
}

fn mask(rights: &str) -> u32 {
    match rights.strip_prefix("0x") {
        // A number that cannot be read could be any.
        Some(number) => u32::from_str_radix(number, 16).unwrap_or(u32::MAX),
        None => pairs(rights).fold(0, |mask, name| {
            mask | RIGHTS.iter().find(|(known, _)| *known == name).map_or(u32::MAX, |(_, bits)| *bits)
        }),
    }
}

fn pairs(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len() / 2).filter_map(|index| text.get(2 * index..2 * index + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "S-1-5-21-1-2-3-1000";

    #[test]
    fn a_list_for_the_owner_alone_is_recognized() {
        for handed_down in [false, true] {
            assert_eq!(others(&format!("O:{USER}{}", owner_only(USER, handed_down)), USER), 0);
        }
    }

    #[test]
    fn system_and_administrators_are_no_others() {
        let list = format!("O:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;{USER})(D;;FA;;;WD)");
        assert_eq!(others(&list, USER), 0);
    }

    #[test]
    fn rights_of_others_are_found_in_every_spelling() {
        for (entry, bits) in [
            ("(A;ID;FR;;;WD)", 0o55),
            ("(A;ID;0x1301bf;;;AU)", 0o77),
            ("(A;;0x1200a9;;;BU)", 0o55),
            ("(A;;CCLCRC;;;BU)", 0o77),
            ("(A;;GA;;;S-1-5-21-1-2-3-1001)", 0o77),
            ("(A;;WD;;;BU)", 0o22),
            ("(A;;RCSD;;;BU)", 0),
            ("(A;OICIIO;GA;;;BU)", 0),
            ("(D;;FA;;;BU)", 0),
        ] {
            let list = format!("O:{USER}D:P(A;;FA;;;{USER}){entry}");
            assert_eq!(others(&list, USER), bits, "{entry}");
        }
    }

    #[test]
    fn a_file_without_a_list_is_open_to_everybody() {
        assert_eq!(others(&format!("O:{USER}"), USER), 0o77);
        assert_eq!(others(&format!("O:{USER}D:NO_ACCESS_CONTROL"), USER), 0o77);
    }
}
