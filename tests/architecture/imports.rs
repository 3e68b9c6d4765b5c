//! Which file of a crate uses which other file.
//!
//! Every path in the code (`use`, types, expressions, the arguments of macros and attributes) is resolved as the compiler
//! would: through imports, renames and re-exports to the file that defines the item. Two things are transparent: the `mod`
//! lines of a parent, and its re-exports of what its children define. Methods are not resolved, since that would need types.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::tokens::{Token, tokens};

/// For every file, the files that it uses and by which names.
pub(crate) type Uses = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// A crate, parsed.
pub(crate) struct Crate {
    modules: Vec<Module>,
}

struct Module {
    file: PathBuf,
    parent: Option<usize>,
    /// What each name stands for; one name can be both a module and a function.
    names: HashMap<String, Vec<Entry>>,
    /// The paths of `use path::*`.
    globs: Vec<Vec<String>>,
    mentions: Vec<Mention>,
}

enum Entry {
    Module(usize),
    Item,
    Import(Vec<String>),
}

/// Where a module is.
#[derive(Clone, Copy)]
struct Place<'a> {
    parent: Option<usize>,
    /// The folder of its children.
    folder: &'a Path,
    is_test: bool,
    read: &'a dyn Fn(&Path) -> Option<String>,
}

impl Place<'_> {
    /// The file of a module that is not in its parent's file.
    fn file(&self) -> PathBuf {
        let flat = self.folder.with_extension("rs");
        if (self.read)(&flat).is_some() { flat } else { self.folder.join("mod.rs") }
    }
}

/// A path in the code.
struct Mention {
    path: Vec<String>,
    is_reexport: bool,
    is_test: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Module(usize),
    /// An item that is defined in this module.
    Item(usize),
}

impl Crate {
    /// Parses the crate with this root file; `read` returns the text of a file, if it exists.
    pub(crate) fn parse(root: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let mut parsed = Self { modules: Vec::new() };
        let folder = root.parent().unwrap();
        parsed.add_file(root, Place { parent: None, folder, is_test: false, read });
        parsed
    }

    fn add_file(&mut self, file: &Path, place: Place<'_>) -> usize {
        let text = (place.read)(file).unwrap_or_else(|| panic!("{}: cannot be read", file.display()));
        self.add_module(file, &tokens(&text), place)
    }

    fn add_module(&mut self, file: &Path, code: &[Token], place: Place<'_>) -> usize {
        let id = self.modules.len();
        let mut collector = Collector { is_test: place.is_test, ..Collector::default() };
        collector.code(code, true);
        let Collector { items, children, imports, globs, mentions, .. } = collector;
        let names = HashMap::new();
        self.modules.push(Module { file: file.to_owned(), parent: place.parent, names, globs, mentions });
        for (name, code, is_test) in children {
            let inner = place.folder.join(&name);
            let place = Place { parent: Some(id), folder: &inner, is_test, ..place };
            let child = match code {
                Some(code) => self.add_module(file, &code, place),
                None => self.add_file(&place.file(), place),
            };
            self.enter(id, name, Entry::Module(child));
        }
        for name in items {
            self.enter(id, name, Entry::Item);
        }
        for (name, path) in imports {
            self.enter(id, name, Entry::Import(path));
        }
        id
    }

    fn enter(&mut self, module: usize, name: String, entry: Entry) {
        self.modules[module].names.entry(name).or_default().push(entry);
    }

    /// Which file uses which; with `tests`, the code of tests counts too.
    pub(crate) fn uses(&self, tests: bool) -> Uses {
        let mut uses = Uses::new();
        for (id, module) in self.modules.iter().enumerate() {
            for mention in module.mentions.iter().filter(|mention| tests || !mention.is_test) {
                for used in self.files_of(id, mention) {
                    let names =
                        uses.entry(module.file.clone()).or_default().entry(used.to_owned()).or_default();
                    names.insert(mention.path.join("::"));
                }
            }
        }
        uses
    }

    /// The other files that define what the path leads to.
    fn files_of(&self, module: usize, mention: &Mention) -> Vec<&Path> {
        let targets = self.resolve(module, &mention.path, &mut HashSet::new());
        let items = targets.into_iter().filter_map(|target| match target {
            Target::Item(owner) => Some(owner),
            Target::Module(_) => None,
        });
        items
            .filter(|owner| !(mention.is_reexport && self.is_below(*owner, module)))
            .map(|owner| self.modules[owner].file.as_path())
            .filter(|file| *file != self.modules[module].file)
            .collect()
    }

    /// The directory of its root file.
    pub(crate) fn folder(&self) -> &Path {
        self.modules[0].file.parent().unwrap()
    }

    /// Whether the path, in this file, leads to an item that the crate defines itself.
    pub(crate) fn defines(&self, file: &Path, path: &[String]) -> bool {
        let is_item = |target: &Target| matches!(target, Target::Item(_));
        self.of(file).any(|id| self.resolve(id, path, &mut HashSet::new()).iter().any(is_item))
    }

    /// The path from the root of its crate, where this file imports its first name; otherwise the path itself.
    pub(crate) fn imported(&self, file: &Path, path: &[String]) -> Vec<String> {
        let entries = self.of(file).flat_map(|id| self.modules[id].names.get(&path[0]).into_iter().flatten());
        let mut imports = entries.filter_map(|entry| match entry {
            Entry::Import(full) => Some(full),
            Entry::Module(_) | Entry::Item => None,
        });
        imports.next().map_or_else(|| path.to_vec(), |full| [full, &path[1..]].concat())
    }

    /// The modules in this file.
    fn of<'a>(&'a self, file: &'a Path) -> impl Iterator<Item = usize> + 'a {
        (0..self.modules.len()).filter(move |id| self.modules[*id].file == file)
    }

    fn is_below(&self, module: usize, ancestor: usize) -> bool {
        let mut above = self.modules[module].parent;
        while let Some(parent) = above.filter(|parent| *parent != ancestor) {
            above = self.modules[parent].parent;
        }
        above.is_some()
    }

    fn resolve(&self, module: usize, path: &[String], seen: &mut HashSet<(usize, String)>) -> Vec<Target> {
        let (first, mut rest) = path.split_first().unwrap();
        let mut found = match first.as_str() {
            "crate" => vec![Target::Module(0)],
            "self" => vec![Target::Module(module)],
            "super" => self.modules[module].parent.map(Target::Module).into_iter().collect(),
            name => self.lookup(module, name, seen),
        };
        while let Some((segment, after)) = rest.split_first() {
            rest = after;
            found = self.step(&found, segment, seen);
        }
        found
    }

    /// One segment further: into the modules, or else to something that belongs to the items.
    fn step(&self, from: &[Target], segment: &str, seen: &mut HashSet<(usize, String)>) -> Vec<Target> {
        let mut found = Vec::new();
        for target in from {
            match target {
                Target::Module(id) if segment == "super" => {
                    found.extend(self.modules[*id].parent.map(Target::Module));
                }
                Target::Module(id) => found.extend(self.lookup(*id, segment, seen)),
                Target::Item(_) => {}
            }
        }
        if found.is_empty() {
            found.extend(from.iter().filter(|target| matches!(target, Target::Item(_))));
        }
        found
    }

    fn lookup(&self, module: usize, name: &str, seen: &mut HashSet<(usize, String)>) -> Vec<Target> {
        if !seen.insert((module, name.to_owned())) {
            let entries = self.modules[module].names.get(name).into_iter().flatten();
            return entries.filter_map(|entry| entry.direct(module)).collect();
        }
        let mut found = Vec::new();
        for entry in self.modules[module].names.get(name).into_iter().flatten() {
            match entry {
                Entry::Import(path) => found.extend(self.resolve(module, path, seen)),
                entry => found.extend(entry.direct(module)),
            }
        }
        if found.is_empty() {
            for glob in &self.modules[module].globs {
                let from = self.resolve(module, glob, &mut seen.clone());
                let inside = from.iter().filter(|target| matches!(target, Target::Module(_))).copied();
                found.extend(self.step(&inside.collect::<Vec<_>>(), name, seen));
            }
        }
        seen.remove(&(module, name.to_owned()));
        found
    }
}

impl Entry {
    fn direct(&self, module: usize) -> Option<Target> {
        match self {
            Self::Module(id) => Some(Target::Module(*id)),
            Self::Item => Some(Target::Item(module)),
            Self::Import(_) => None,
        }
    }
}

/// What one module mentions.
#[derive(Default)]
struct Collector {
    is_test: bool,
    /// The items that it defines, by their names.
    items: Vec<String>,
    /// Its children: their names, their code where it is in the same file, and whether they are for tests.
    children: Vec<(String, Option<Vec<Token>>, bool)>,
    imports: Vec<(String, Vec<String>)>,
    globs: Vec<Vec<String>>,
    mentions: Vec<Mention>,
}

/// The keywords before the name of an item.
const ITEMS: [&str; 9] = ["const", "enum", "fn", "macro_rules", "static", "struct", "trait", "type", "union"];

impl Collector {
    /// Collects from the items of a module, or from code inside of them.
    fn code(&mut self, code: &[Token], is_module: bool) {
        let before = self.is_test;
        let (mut at, mut is_reexport) = (0, false);
        while let Some(token) = code.get(at) {
            let rest = &code[at + 1..];
            at += 1;
            match (token, rest) {
                (Token::Mark('#'), [Token::Group('[', attribute), ..]) => {
                    self.is_test |= is_for_tests(attribute);
                    self.code(attribute, false);
                    at += 1;
                    continue;
                }
                (Token::Word(word), [Token::Word(name), after @ ..]) if word == "mod" && is_module => {
                    let code = after.first().and_then(|token| token.group('{'));
                    self.children.push((name.clone(), code.map(<[_]>::to_vec), self.is_test));
                    at += 2;
                }
                (Token::Word(word), _) if word == "use" => {
                    at += rest.iter().position(|token| token.is_mark(';')).unwrap_or(0) + 1;
                    self.import(&rest[..at.min(code.len()) - (code.len() - rest.len())], &[], is_reexport);
                }
                (Token::Word(word), _) if word == "pub" => {
                    // `pub(in crate::a)` names a module and uses nothing of it.
                    at += usize::from(rest.first().is_some_and(|token| token.group('(').is_some()));
                    is_reexport = true;
                    continue;
                }
                (Token::Word(word), [Token::Word(name), ..])
                    if is_module && ITEMS.contains(&word.as_str()) =>
                {
                    self.items.extend(Some(name.clone()).filter(|name| !ITEMS.contains(&name.as_str())));
                    continue;
                }
                (Token::Word(_), _) => {
                    at += self.path(code, at - 1) - 1;
                    continue;
                }
                (Token::Text(text), _) => self.literal(text),
                (Token::Group(kind, inside), _) => {
                    self.code(inside, false);
                    if *kind != '{' {
                        continue;
                    }
                }
                (Token::Mark(';'), _) => {}
                _ => continue,
            }
            // An item or a statement is over.
            (self.is_test, is_reexport) = (before, false);
        }
        self.is_test = before;
    }

    /// The path that begins with the word at this position; returns how many tokens it has.
    fn path(&mut self, code: &[Token], start: usize) -> usize {
        let mut path = Vec::new();
        let mut at = start;
        while let Some(word) = code.get(at).and_then(Token::word) {
            path.push(word.to_owned());
            at += 1;
            if code.get(at) != Some(&Token::PathMark) || code.get(at + 1).and_then(Token::word).is_none() {
                break;
            }
            at += 1;
        }
        let before = |back: usize| start.checked_sub(back).map(|at| &code[at]);
        let is_member = before(1) == Some(&Token::Mark('.')) && before(2) != Some(&Token::Mark('.'));
        let is_field = path.len() == 1 && code.get(at) == Some(&Token::Mark(':'));
        let is_external = before(1) == Some(&Token::PathMark);
        if !is_member && !is_field && !is_external {
            self.mentions.push(Mention { path, is_reexport: false, is_test: self.is_test });
        }
        at - start
    }

    /// A path in quotes, as serde has them.
    fn literal(&mut self, text: &str) {
        let path: Vec<_> = text.split("::").map(str::to_owned).collect();
        let is_name = |segment: &String| segment.chars().all(|c| c.is_alphanumeric() || c == '_');
        if path.len() > 1 && path.iter().all(is_name) {
            self.mentions.push(Mention { path, is_reexport: false, is_test: self.is_test });
        }
    }

    /// One tree of a `use`, below `prefix`.
    fn import(&mut self, tree: &[Token], prefix: &[String], is_reexport: bool) {
        let mut path = prefix.to_vec();
        let mut name = None;
        for (at, token) in tree.iter().enumerate() {
            match token {
                // A crate outside.
                Token::PathMark if path.is_empty() => return,
                Token::Word(word) if word == "as" => {
                    name = tree.get(at + 1).and_then(Token::word).map(str::to_owned);
                    break;
                }
                Token::Word(word) if word == "self" && !path.is_empty() => {}
                Token::Word(word) => path.push(word.clone()),
                Token::Mark('*') => return self.globs.push(path),
                Token::Group(_, inside) => {
                    let trees = inside.split(|token| token.is_mark(','));
                    return trees.for_each(|tree| self.import(tree, &path, is_reexport));
                }
                _ => {}
            }
        }
        if let Some(name) =
            name.or_else(|| path.last().cloned()).filter(|_| path.len() > prefix.len() || !tree.is_empty())
        {
            self.mentions.push(Mention { path: path.clone(), is_reexport, is_test: self.is_test });
            self.imports.push((name, path));
        }
    }
}

/// Whether this attribute keeps what follows for tests.
fn is_for_tests(attribute: &[Token]) -> bool {
    fn has(tokens: &[Token], word: &str) -> bool {
        tokens.iter().any(|token| match token {
            Token::Group(_, inside) => has(inside, word),
            token => token.is(word),
        })
    }
    attribute.first().is_some_and(|first| first.is("cfg")) && has(attribute, "test") && !has(attribute, "not")
}
