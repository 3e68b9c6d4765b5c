//! Answers, filled in from a command line of another program.

use super::foreign::ForeignLine;
use super::slots;
use crate::report::shell::quoted;

impl ForeignLine {
    /// The answer, with what was typed in its places; `None` where something is needed that was not typed.
    ///
    /// `{-in|@1=cert.pem}` is the value of `-in`, or the first operand, or `cert.pem`; `{@}` is all operands;
    /// a name after `#` is one of [`slots`]. What is between brackets is left out where its places are empty.
    pub(super) fn fill(&self, answer: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = answer;
        while let Some(at) = rest.find(['[', '{']) {
            let (before, from) = rest.split_at(at);
            filled.push_str(before);
            let (close, is_optional) = if from.starts_with('[') { (']', true) } else { ('}', false) };
            let (inside, after) = from[1..].split_once(close)?;
            match is_optional {
                true => filled.push_str(&self.fill(inside).unwrap_or_default()),
                false => filled.push_str(&self.place(inside)?),
            }
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn place(&self, place: &str) -> Option<String> {
        let (sources, default) =
            place.split_once('=').map_or((place, None), |(names, one)| (names, Some(one)));
        let found = sources.split('|').find_map(|source| match source.split_at(1) {
            ("@", "") => {
                let all: Vec<_> = self.operands.iter().map(|word| quoted(word)).collect();
                (!all.is_empty()).then(|| all.join(" "))
            }
            ("@", number) => self.operands.get(number.parse::<usize>().ok()? - 1).map(|word| quoted(word)),
            ("#", slot) => slots::find(self, slot),
            _ => self.value(source).map(quoted),
        });
        found.or_else(|| default.map(str::to_owned))
    }
}
