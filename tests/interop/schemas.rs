//! The JSON Schemas in docs/schemas, used by another validator than that of `tests/cli`: Python's jsonschema.

use crate::expires::check;
use crate::world::World;

/// Each command, and whether its exit status is 0.
const COMMANDS: [(&str, i32); 11] = [
    ("issue localhost --algorithm p256", 0),
    ("issue localhost", 2),
    ("ca show", 0),
    ("ca list", 0),
    ("verify", 0),
    ("verify --host example.test", 1),
    ("inspect cert", 0),
    ("expires cert", 0),
    ("lint cert/file.crt", 0),
    ("lint --list", 0),
    ("trust env", 0),
];

#[test]
fn the_schemas_are_those_of_the_standard_and_find_a_fault_when_there_is_one() {
    let world = World::new();
    let mut files = Vec::new();
    for (number, (line, status)) in COMMANDS.into_iter().enumerate() {
        let text = world.devcert(&format!("{line} --json")).ends_with(status).text();
        files.push(format!("{number}.json"));
        world.write(&format!("{number}.json"), text);
    }
    let wrong = world.devcert("verify --json").text().replacen("\"verdict\"", "\"result\"", 1);
    world.write("wrong.json", wrong);
    files.push("wrong.json".to_owned());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas");
    let arguments: Vec<_> = ["schemas", folder].into_iter().chain(files.iter().map(String::as_str)).collect();
    let found = check(&world, &arguments);
    let faults = found["faults"].as_array().unwrap();
    let (wrong, right) = faults.split_last().unwrap();
    assert!(right.iter().all(|faults| faults == &serde_json::json!([])), "{found:#}");
    let wrong = wrong.to_string();
    assert!(wrong.contains("'verdict' is a required property"), "{wrong}");
    assert!(wrong.contains("'result' was unexpected"), "{wrong}");
}
