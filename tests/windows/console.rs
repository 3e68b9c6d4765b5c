//! Consoles and redirected streams: code pages, colours, questions, and Ctrl-C.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::wine::{Held, built};
use crate::world::{Outcome, World};

/// What a line for cmd prints on a terminal, without the escape sequences of Wine's console.
fn on_terminal(world: &World, line: &str) -> String {
    let output = world.paste_at_terminal(line, &[]);
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn names_are_whole_on_a_console_and_in_a_file_whatever_the_code_page_is() {
    let world = World::new();
    let subject = "/CN=Žofie Müller/O=日本";
    world.run(["selfsign", "-a", "p256", "--subject", subject]).succeeds();
    for page in ["850", "1252", "65001"] {
        let line = format!("chcp {page} >nul && devcert inspect cert\\file.crt");
        let shown = on_terminal(&world, &line);
        assert!(shown.contains("CN=Žofie Müller"), "{page}: {shown}");
        on_terminal(&world, &format!("{line} > {page}.txt"));
        let text = world.text(&format!("{page}.txt"));
        assert!(text.contains("CN=Žofie Müller") && text.contains("O=日本"), "{page}: {text}");
        on_terminal(
            &world,
            &format!("chcp {page} >nul && devcert inspect cert\\file.crt --json > {page}.json"),
        );
        assert!(world.text(&format!("{page}.json")).contains("Žofie Müller"), "{page}");
    }
}

#[test]
fn there_are_no_escape_sequences_in_pipes_and_none_at_all_with_no_color() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "2"]).succeeds();
    let verify = ["verify", "--within", "30d"];
    let has_escapes = |run: &Outcome| run.stdout().contains(&0x1b) || run.stderr().contains('\u{1b}');
    assert!(!has_escapes(&world.run(verify)));
    assert!(has_escapes(&world.run_all(&[&verify[..], &["--color", "always"]].concat())));
    // Colours of Wine's console itself would be sequences that end in `m`.
    let line = "set NO_COLOR=1 && devcert inspect cert\\file.crt && devcert lint cert\\file.crt";
    let shown = on_terminal(&world, line);
    assert!(shown.contains("no findings") && !shown.contains("\u{1b}[3"), "{shown:?}");
}

#[test]
fn a_passphrase_is_asked_for_at_a_console_and_nowhere_else() {
    let world = World::with_files();
    let output = world.paste_at_terminal(
        "devcert convert key.pem --out locked.pem --new-passphrase prompt",
        &["Passwort ä"; 2],
    );
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{shown}");
    assert!(shown.contains("repeat passphrase") && !shown.contains("Passwort"), "{shown}");
    let locked = world.env("PASS", "Passwort ä");
    locked.run(["convert", "locked.pem", "--passphrase", "env:PASS", "--out", "open.pem"]).succeeds();
    // A pipe and a file are no console, also if they contain the answer.
    let asks = ["convert", "key.pem", "--out", "other.pem", "--new-passphrase", "prompt"];
    world
        .stdin("secret\r\nsecret\r\n")
        .refuses(asks)
        .says("no terminal is available for a prompt")
        .says("hint: ");
    let from_a_file =
        world.paste("devcert convert key.pem --out other.pem --new-passphrase prompt < cert.pem");
    from_a_file.fails_with(2).says("no terminal is available for a prompt");
    let from_stdin = ["convert", "key.pem", "--out", "other.pem", "--new-passphrase", "stdin"];
    world.stdin("secret\r\n").run(from_stdin).succeeds();
    world
        .env("PASS", "secret")
        .run(["convert", "other.pem", "--passphrase", "env:PASS", "--out", "again.pem"])
        .succeeds();
}

/// Starts devcert on a terminal of its own, where Ctrl-C is pressed when the file `press` appears.
fn interruptible(world: &World, arguments: &str) -> Child {
    let program = built().join("interrupt.exe");
    let line = format!("/usr/lib/wine/wine64 {} {arguments}", program.display());
    let mut script: Command = world.sealed_wine("/usr/bin/script");
    script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).stdout(Stdio::null());
    script.spawn().unwrap()
}

/// Waits until `done`.
fn until(mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing happens");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Presses Ctrl-C and waits for the end; gives the exit code.
fn press(world: &World, mut running: Child) -> Option<i32> {
    world.write("press", "");
    until(|| running.try_wait().unwrap().is_some());
    std::fs::remove_file(world.path("press")).unwrap();
    running.wait().unwrap().code()
}

#[test]
fn a_program_that_devcert_runs_ends_by_itself_after_ctrl_c_and_with_its_own_exit_code() {
    let world = World::with_files();
    let program = built().join("stop.exe").display().to_string().replace('/', "\\");
    let running = interruptible(&world, &format!("run --cert cert.pem -- 'Z:{program}'"));
    until(|| world.path("ready").exists());
    assert_eq!(press(&world, running), Some(7));
}

#[test]
fn a_command_that_ctrl_c_stops_leaves_no_file_and_no_lock() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let before = world.tree();
    // Takes minutes.
    let running = interruptible(&world, "selfsign --new-key --force --algorithm rsa:16384");
    until(|| world.files().contains(".devcert-lock"));
    press(&world, running);
    assert!(world.tree() == before, "{}", world.files());
    world.run(["selfsign", "--force"]).succeeds().does_not_say("waiting").does_not_say("warning");
}

#[test]
fn waiting_for_a_lock_ends_with_ctrl_c_too() {
    let world = World::new();
    let held = Held::alone(&world, ".devcert-lock");
    let running = interruptible(&world, "genkey -a p256 --out key.pem");
    std::thread::sleep(Duration::from_secs(3));
    press(&world, running);
    held.release();
    assert!(!world.path("key.pem").exists(), "{}", world.files());
    world.run(["genkey", "-a", "p256", "--out", "key.pem"]).succeeds();
}
