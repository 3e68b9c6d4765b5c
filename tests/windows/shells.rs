//! Hints, typed as they are printed.

use crate::world::World;

/// Types the command that the refusal of `arguments` suggests.
fn type_hint(world: &World, arguments: &[&str]) {
    let refused = world.run_all(arguments);
    refused.fails_with(2);
    let hints = refused.hints();
    let hint = hints.first().unwrap_or_else(|| panic!("{refused}\nhas no hint"));
    let typed = world.paste(hint.split("   (").next().unwrap());
    assert_eq!(typed.code(), Some(0), "{refused}\n{typed}");
}

#[test]
fn hints_work_in_cmd_with_names_that_need_quotes() {
    let world = World::new();
    for name in
        ["private.pem", "my key.pem", "it's.pem", "a,b;c.pem", "a&b^c.pem", "(1).pem", r"deep dir\a b.pem"]
    {
        type_hint(&world, &["csr", "--key", name, "--out", &format!("{name}.csr")]);
        world.key(&name.replace('\\', "/"));
    }
}

#[test]
fn what_renew_executes_is_a_line_for_cmd() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let line = "echo \"%DEVCERT_RENEWED%\" > \"ran here.txt\"";
    world.run(["renew", "--force", "--exec", line]).succeeds();
    assert_eq!(world.text("ran here.txt").trim().replace('\\', "/"), "\"cert/file.crt\"");
    let failed = world.run(["renew", "--force", "--exec", "exit 5"]);
    failed.fails_with(1).says("--exec failed: cmd.exe failed with status 5");
}
