//! Files that use each other.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};

use super::imports::Uses;

/// Files that use each other, and the shortest way round some of them.
pub(crate) struct Cycle {
    pub(crate) files: Vec<PathBuf>,
    way: Vec<PathBuf>,
}

impl Cycle {
    /// The cycle in words, an import a line.
    pub(crate) fn shown(&self, uses: &Uses) -> String {
        let import = |pair: &[PathBuf]| {
            let names: Vec<_> = uses[&pair[0]][&pair[1]].iter().map(String::as_str).collect();
            format!("  {} uses {}: {}\n", pair[0].display(), pair[1].display(), names.join(", "))
        };
        let way: String = self.way.windows(2).map(import).collect();
        format!("{} files use each other; the shortest way round is:\n{way}", self.files.len())
    }
}

/// Every group of files that use each other.
pub(crate) fn cycles(uses: &Uses) -> Vec<Cycle> {
    let mut found: Vec<Cycle> = Vec::new();
    for file in uses.keys().filter(|file| way(uses, file, file).is_some()) {
        if found.iter().any(|cycle| cycle.files.contains(file)) {
            continue;
        }
        let is_tied = |other: &&PathBuf| way(uses, file, other).is_some() && way(uses, other, file).is_some();
        let files: Vec<_> = uses.keys().filter(is_tied).cloned().collect();
        let ways = files.iter().filter_map(|file| way(uses, file, file));
        let way = ways.min_by_key(Vec::len).unwrap();
        found.push(Cycle { files, way });
    }
    found
}

/// The shortest way along at least one import.
fn way(uses: &Uses, from: &Path, to: &Path) -> Option<Vec<PathBuf>> {
    let mut reached: HashMap<&Path, &Path> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(file) = queue.pop_front() {
        for next in uses.get(file).into_iter().flat_map(BTreeMap::keys) {
            if next == to {
                return Some(steps(&reached, from, file).chain([to]).map(Path::to_owned).collect());
            }
            if next != from && !reached.contains_key(next.as_path()) {
                reached.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The files from `from` to `to`, of which each was reached from the one before.
fn steps<'a>(
    reached: &HashMap<&'a Path, &'a Path>,
    from: &'a Path,
    to: &'a Path,
) -> impl Iterator<Item = &'a Path> {
    let back = std::iter::successors(Some(to), |step| (*step != from).then(|| reached[step]));
    back.collect::<Vec<_>>().into_iter().rev()
}
