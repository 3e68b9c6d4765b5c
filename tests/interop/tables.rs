//! Tables that the suite finds anew and that are kept in the repository.

use std::path::Path;

/// `found` is what the file at `path` holds; with `DEVCERT_WRITE_TABLES` set it is written there instead.
#[track_caller]
pub(crate) fn holds(path: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("DEVCERT_WRITE_TABLES").is_some() {
        std::fs::write(&file, found).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let missing = |from: &str, other: &str, mark: &str| {
        let lines: Vec<&str> = other.lines().collect();
        let only = from.lines().filter(|line| !lines.contains(line));
        only.map(|line| format!("{mark} {line}\n")).collect::<String>()
    };
    assert!(
        kept == found,
        "{path} does not hold any more; DEVCERT_WRITE_TABLES=1 writes it\n{}{}",
        missing(&kept, found, "-"),
        missing(found, &kept, "+"),
    );
}
