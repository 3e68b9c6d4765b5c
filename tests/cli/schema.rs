//! The JSON Schemas in `docs/schemas`, and whether output conforms to them.
//!
//! This validator covers the keywords that the schemas use. It rejects a schema with any other keyword, which would
//! have no effect here. The crate `jsonschema` would add thirty crates to the lock file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The schemas by file name, as in `ca-init.json`.
pub(crate) static SCHEMAS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let schema =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_name().unwrap().to_string_lossy().into_owned(), schema)
        })
        .collect()
});

/// The file name of the schema for a command, or for an error if `command` is `None`.
pub(crate) fn file_name(command: Option<&str>) -> String {
    format!("{}.json", command.unwrap_or("error").replace(' ', "-"))
}

/// Panics with every fault of a command's JSON, which has the schema of its `command`.
#[track_caller]
pub(crate) fn assert_conforms(output: &Value) {
    let file = file_name(output["command"].as_str());
    let faults = faults(&file, output);
    assert!(faults.is_empty(), "does not conform to docs/schemas/{file}:\n{}\n{output:#}", faults.join("\n"));
}

/// Checks standard output if it is the JSON of `--json` on the command line; text output of such a command line,
/// such as that of `devcert man`, has no schema.
#[track_caller]
pub(crate) fn assert_output_conforms(command_line: &str, stdout: &[u8]) {
    if command_line.split_whitespace().any(|word| word == "--json")
        && let Ok(output @ Value::Object(_)) = serde_json::from_slice(stdout)
    {
        assert_conforms(&output);
    }
}

/// Where `value` does not conform to the schema in `file`.
pub(crate) fn faults(file: &str, value: &Value) -> Vec<String> {
    let Some(schema) = SCHEMAS.get(file) else { return vec![format!("there is no docs/schemas/{file}")] };
    let mut faults = Vec::new();
    Schema { file, schema }.check(value, "$", &mut faults);
    faults
}

/// A schema or a part of one, with the file to which its references are relative.
#[derive(Clone, Copy)]
struct Schema<'a> {
    file: &'a str,
    schema: &'a Value,
}

impl<'a> Schema<'a> {
    fn part(self, schema: &'a Value) -> Self {
        Self { schema, ..self }
    }

    /// The target of a `$ref`: a file, a JSON pointer in this file, or both.
    fn target(self, reference: &'a str) -> Self {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if file.is_empty() { self.file } else { file };
        let schema = SCHEMAS.get(file).and_then(|schema| schema.pointer(pointer));
        Self { file, schema: schema.unwrap_or_else(|| panic!("{}: {reference} not found", self.file)) }
    }

    /// Adds the faults of `value`, which is at the path `at`.
    fn check(self, value: &Value, at: &str, faults: &mut Vec<String>) {
        let keywords = self.schema.as_object().unwrap_or_else(|| panic!("{}: {}", self.file, self.schema));
        for (keyword, argument) in keywords {
            match keyword.as_str() {
                "$ref" => self.target(argument.as_str().unwrap()).check(value, at, faults),
                "type" if !has_type(value, argument) => {
                    faults.push(format!("{at}: {value} is not of type {argument}"));
                }
                "const" if value != argument => faults.push(format!("{at}: {value} is not {argument}")),
                "enum" if !argument.as_array().unwrap().contains(value) => {
                    faults.push(format!("{at}: {value} is not in {argument}"));
                }
                // The value conforms to the first three; the others do not constrain it.
                "type" | "const" | "enum" | "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.part(argument).check(item, &format!("{at}[{index}]"), faults);
                    }
                }
                "required" => {
                    let missing =
                        |name: &&Value| value.is_object() && value.get(name.as_str().unwrap()).is_none();
                    let missing = argument.as_array().unwrap().iter().filter(missing);
                    faults.extend(missing.map(|name| format!("{at}: {name} is missing")));
                }
                "properties" => self.check_members(value, at, faults),
                "additionalProperties" => {
                    assert_eq!(*argument, false, "{}: additionalProperties", self.file);
                    let known = &keywords["properties"];
                    let unknown = members(value).filter(|(name, _)| known.get(name).is_none());
                    faults.extend(unknown.map(|(name, _)| format!("{at}: {name} is not documented")));
                }
                "oneOf" => self.check_alternatives(argument.as_array().unwrap(), value, at, faults),
                _ => panic!("{}: the keyword {keyword} is unknown to this validator", self.file),
            }
        }
    }

    fn check_members(self, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (name, value) in members(value) {
            if let Some(schema) = self.schema["properties"].get(name) {
                self.part(schema).check(value, &format!("{at}.{name}"), faults);
            }
        }
    }

    /// Exactly one alternative has to fit. If none does, the faults of the closest one are shown.
    fn check_alternatives(
        self,
        alternatives: &'a [Value],
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) {
        let check = |schema: &'a Value| {
            let mut faults = Vec::new();
            self.part(schema).check(value, at, &mut faults);
            faults
        };
        let found: Vec<_> = alternatives.iter().map(check).collect();
        match found.iter().filter(|faults| faults.is_empty()).count() {
            0 => faults.extend(found.into_iter().min_by_key(Vec::len).unwrap_or_default()),
            1 => {}
            count => faults.push(format!("{at}: {value} fits {count} alternatives")),
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// Whether `value` is of the type, or of one of the types.
fn has_type(value: &Value, types: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type {other} is unknown to this validator"),
    };
    types.as_array().map_or_else(|| is(types), |types| types.iter().any(is))
}
