//! JSON output, its schemas in `docs/schemas`, and docs/json.md agree on every member.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use devcert::encoding::crl::Reason;
use devcert::pki::bundle::FORMS;
use devcert::pki::lint::rules;
use devcert::pki::probe::Protocol;
use devcert::pki::verify::CheckId;
use devcert_cli::report::verify::FixKind;
use devcert_cli::trust::StoreKind;
use serde_json::{Value, json};

use crate::schema::{SCHEMAS, assert_conforms, faults, file_name};

/// Commands that print text with `--json` too, or have no such option: what they print is for a shell, for man, from
/// another program or in the words of openssl.
const TEXT_ONLY: [&str; 4] = ["completions.json", "man.json", "openssl.json", "run.json"];

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
}

/// The schemas of commands and errors, without the file of common parts.
fn schemas() -> BTreeSet<String> {
    SCHEMAS.keys().filter(|file| *file != "common.json").cloned().collect()
}

#[test]
fn every_command_has_a_schema_and_every_schema_a_command() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    let pages: BTreeSet<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|page| Some(page.strip_prefix("devcert-")?.replace(".md", ".json")))
        .collect();
    let is_group = |page: &String| {
        let prefix = page.replace(".json", "-");
        pages.iter().any(|other| other.starts_with(&prefix))
    };
    let commands = pages.iter().filter(|page| !is_group(page) && !TEXT_ONLY.contains(&page.as_str()));
    let options = ["error.json", "version.json"].map(str::to_owned);
    let expected: BTreeSet<_> = commands.cloned().chain(options).collect();
    assert_eq!(schemas(), expected);
}

#[cfg(unix)]
#[test]
fn json_of_every_command_conforms_to_its_schema() {
    let outputs = examples::outputs();
    outputs.iter().for_each(assert_conforms);
    let seen: BTreeSet<_> = outputs.iter().map(|output| file_name(output["command"].as_str())).collect();
    assert_eq!(seen, schemas());
}

#[test]
fn undocumented_missing_and_wrong_members_are_faults() {
    let good =
        json!({ "version": 1, "error": "x", "hints": [{ "note": "y" }, { "command": "z", "note": null }] });
    assert_conforms(&good);
    let check = |change: fn(&mut Value)| {
        let mut bad = good.clone();
        change(&mut bad);
        faults("error.json", &bad).join("; ")
    };
    assert_eq!(check(|error| error["code"] = 2.into()), "$: code is not documented");
    assert_eq!(check(|error| error["version"] = 2.into()), "$.version: 2 is not 1");
    assert_eq!(check(|error| error["error"] = Value::Null), "$.error: null is not of type \"string\"");
    assert_eq!(check(|error| error["hints"][0] = json!({})), "$.hints[0]: \"note\" is missing");
    assert_eq!(check(|error| error["hints"][1]["more"] = 1.into()), "$.hints[1]: more is not documented");
    assert_eq!(faults("run.json", &good), ["there is no docs/schemas/run.json"]);
    let wrong = json!({ "version": 1, "command": "ca show" });
    assert!(faults("ca-path.json", &wrong).contains(&"$.command: \"ca show\" is not \"ca path\"".to_owned()));
}

/// The values of an enumeration, which may allow null too.
fn words(file: &str, pointer: &str) -> Vec<String> {
    let schema = SCHEMAS[file].pointer(pointer).unwrap_or_else(|| panic!("{file} has no {pointer}"));
    schema.as_array().unwrap().iter().filter_map(|word| Some(word.as_str()?.to_owned())).collect()
}

#[test]
fn enumerations_have_the_words_of_the_program() {
    let check_ids = CheckId::ALL.map(CheckId::name);
    assert_eq!(words("common.json", "/$defs/check/properties/id/enum"), check_ids);
    let formats = FORMS.iter().map(|form| form.name).chain(["mobileconfig"]);
    assert_eq!(words("common.json", "/$defs/file/properties/format/enum"), formats.collect::<Vec<_>>());
    let reasons: Vec<_> = Reason::all().map(|reason| reason.to_string()).collect();
    assert_eq!(words("common.json", "/$defs/revoked/properties/reason/enum"), reasons);
    let fix = |kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    let fixes: BTreeSet<_> = FixKind::ALL.map(fix).into_iter().collect();
    assert_eq!(BTreeSet::from_iter(words("common.json", "/$defs/fix/properties/kind/enum")), fixes);
    let protocols = Protocol::ALL.map(Protocol::name);
    assert_eq!(words("probe.json", "/properties/starttls/enum"), protocols);
    let stores = StoreKind::ALL.map(StoreKind::name);
    assert_eq!(words("common.json", "/$defs/store/properties/store/enum"), stores);
    assert_eq!(words("common.json", "/$defs/trusted_by/properties/kind/enum"), stores);
    let ids: Vec<_> = rules().map(|rule| rule.id).collect();
    assert_eq!(words("lint.json", "/$defs/rule_id/enum"), ids);
}

/// A schema is a document of its own: it says which draft it is in and describes every member.
#[test]
fn schemas_describe_every_member() {
    for (file, schema) in &*SCHEMAS {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{file}");
        assert_eq!(schema["$id"], file.as_str());
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{file}");
        walk(schema, &mut |part| {
            for (name, member) in part["properties"].as_object().into_iter().flatten() {
                let description = member["description"].as_str();
                let is_described = description.is_some_and(|text| text.ends_with('.'));
                assert!(is_described || member["$ref"].is_string(), "{file}: {name} is not described");
            }
        });
    }
}

/// Calls `visit` with each object in `value`.
fn walk(value: &Value, visit: &mut impl FnMut(&Value)) {
    if value.is_object() {
        visit(value);
    }
    let members = value.as_object().into_iter().flat_map(|members| members.values());
    members.chain(value.as_array().into_iter().flatten()).for_each(|part| walk(part, visit));
}

/// The names of the members and the enumerated words of a schema, with those of the schemas that it refers to.
fn vocabulary(file: &str, members: &mut BTreeSet<String>, words: &mut BTreeSet<String>) {
    let mut open = vec![format!("{file}#")];
    let mut seen = BTreeSet::new();
    while let Some(reference) = open.pop() {
        let (file, pointer) = reference.split_once('#').unwrap();
        let part = SCHEMAS[file].pointer(pointer).unwrap();
        walk(part, &mut |part| {
            members.extend(part["properties"].as_object().into_iter().flat_map(|all| all.keys().cloned()));
            let values = part["enum"].as_array().into_iter().flatten();
            words.extend(values.filter_map(|word| Some(word.as_str()?.to_owned())));
            if let Some(target) = part["$ref"].as_str() {
                let (other, pointer) = target.split_once('#').unwrap_or((target, ""));
                let target = format!("{}#{pointer}", if other.is_empty() { file } else { other });
                open.extend(seen.insert(target.clone()).then_some(target));
            }
        });
    }
}

/// The sections of docs/json.md that link schemas: the file names of those, and the text.
fn sections(document: &str) -> Vec<(Vec<&str>, &str)> {
    let sections = document.split("\n## ").skip(1).map(|section| {
        let links = section.split("](schemas/").skip(1).filter_map(|rest| rest.split(')').next());
        (links.collect(), section)
    });
    sections.collect()
}

/// The words in backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The words in the first column of the tables of a section, each with the title of that column.
fn first_column(section: &str) -> Vec<(&str, &str)> {
    let mut title = "";
    let mut found = Vec::new();
    for line in section.lines() {
        match line.strip_prefix("| ").and_then(|line| line.split(" |").next()) {
            None if !line.starts_with('|') => title = "",
            None => {}
            Some(cell) if title.is_empty() => title = cell,
            Some(cell) => found.extend(code(cell).map(|word| (title, word))),
        }
    }
    found
}

#[test]
fn members_in_the_document_are_those_of_the_schemas() {
    let document = document("json.md");
    let sections = sections(&document);
    let linked: BTreeSet<_> =
        sections.iter().flat_map(|(files, _)| files.iter().map(ToString::to_string)).collect();
    assert_eq!(linked, schemas(), "docs/json.md links every schema");
    let mut undocumented = BTreeSet::new();
    for (files, section) in &sections {
        let (mut members, mut words) = (BTreeSet::new(), BTreeSet::new());
        for file in files {
            vocabulary(file, &mut members, &mut words);
        }
        for (title, word) in first_column(section) {
            let known = if ["id", "kind"].contains(&title) { &words } else { &members };
            let mut parts = word.split(['.', '[', ']']).filter(|part| !part.is_empty());
            assert!(parts.all(|part| known.contains(part)), "no schema of {files:?} has {word}");
        }
        undocumented.extend(members);
    }
    let documented: BTreeSet<_> =
        code(&document).flat_map(|word| word.split(['.', '[', ']', '"', ' ', ':'])).collect();
    undocumented.retain(|member| !documented.contains(member.as_str()));
    assert!(undocumented.is_empty(), "docs/json.md does not document {undocumented:?}");
}

#[test]
fn json_examples_in_the_document_conform() {
    let document = document("json.md");
    let blocks = document.split("\n```json\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let examples: Vec<Value> = blocks.map(|block| serde_json::from_str(block).unwrap()).collect();
    assert!(!examples.is_empty());
    for mut example in examples {
        // The example of lint omits what its checks have nothing to show for.
        if example["command"] == "lint" {
            example["skipped"] = json!([]);
        }
        assert_conforms(&example);
    }
}

/// One run of each command.
#[cfg(unix)]
mod examples {
    use serde_json::Value;

    use crate::probe::tls;
    use crate::trust::{CERTUTIL, trust, with_firefox};
    use crate::world::World;

    pub(super) fn outputs() -> Vec<Value> {
        let world = World::new();
        let mut outputs: Vec<_> = COMMANDS.iter().map(|line| output(&world, line)).collect();
        let target = tls(&world, |_| ());
        outputs.extend(["probe", "doctor"].map(|command| output(&world, &format!("{command} {target}"))));
        let world = with_firefox(CERTUTIL);
        outputs
            .extend(["install", "status", "uninstall"].map(|verb| trust(&world, verb, &["--json"]).json()));
        outputs
    }

    /// In this order, in one directory. The second one fails: its file exists.
    const COMMANDS: [&str; 28] = [
        "genkey --algorithm p256",
        "genkey",
        "pubkey",
        "csr",
        "ca init",
        "ca show",
        "ca path",
        "ca permit db",
        "ca renew --days 4000",
        "ca export --out ca.der",
        "sign cert/csr.pem",
        "issue localhost 127.0.0.1 --force",
        "renew --force --exec true",
        "ca rotate",
        "ca csr",
        "ca list",
        "revoke cert/file.crt --compromised-since 2026-01-01",
        "ca list",
        "crl",
        "selfsign localhost --dir own",
        "convert --to split --out-dir split",
        "verify",
        "inspect cert split",
        "expires cert",
        "lint cert/file.crt",
        "lint --list",
        "trust env",
        "--version",
    ];

    fn output(world: &World, line: &str) -> Value {
        let arguments: Vec<_> = line.split(' ').chain(["--json"]).collect();
        world.run_all(&arguments).json()
    }
}
