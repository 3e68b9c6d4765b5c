//! Words that are nearly the same.

/// Whether one word is the other with a slip of the finger: one letter more, less or other, or two
/// exchanged; in words of six letters and more, two such slips.
pub(crate) fn are_similar(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let most = match shorter {
        0..=2 => return false,
        // In three letters, another one makes another word, and only a missing one is a slip.
        3 if one.len() == other.len() => return false,
        3..=5 => 1,
        _ => 2,
    };
    one != other && distance(one, other) <= most
}

/// The one of `known` that is nearest to `word`, if any is near and no other as near.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Vec<_> = known.filter(|one| are_similar(word, one)).collect();
    near.sort_by_key(|one| distance(word, one));
    match near.as_slice() {
        [one, other, ..] if distance(word, one) == distance(word, other) && one != other => None,
        [one, ..] => Some(one),
        [] => None,
    }
}

/// The number of letters to insert, remove, replace or exchange with their neighbours (the distance of
/// Damerau and Levenshtein, each place being changed once).
fn distance(one: &str, other: &str) -> usize {
    let [one, other]: [Vec<_>; 2] = [one, other].map(|word| word.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
    for (line, letter) in one.iter().enumerate() {
        let mut row = vec![line + 1];
        for (column, against) in other.iter().enumerate() {
            let replaced = rows[line][column] + usize::from(letter != against);
            let moved = rows[line][column + 1].min(row[column]) + 1;
            let exchanged = match (line, column) {
                (1.., 1..) if *letter == other[column - 1] && one[line - 1] == *against => {
                    rows[line - 1][column - 1] + 1
                }
                _ => usize::MAX,
            };
            row.push(replaced.min(moved).min(exchanged));
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_differ_by_a_slip_are_similar() {
        for (one, other) in
            [("selfsing", "selfsign"), ("lst", "list"), ("outfrm", "outform"), ("verfiy", "verify")]
        {
            assert!(are_similar(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("serve", "revoke"),
            ("client", "lint"),
            ("pin", "sign"),
            ("org", "out"),
            ("as", "for"),
            ("san", "json"),
        ] {
            assert!(!are_similar(one, other), "{one} {other}");
        }
    }
}
