//! Values that make no sense, and commands that are none: usage errors speak like all others.

use crate::world::World;

#[test]
fn days_that_make_no_sense_are_refused_each_with_its_cause() {
    let world = World::new();
    for (days, cause) in [
        ("0", "the lifetime must be longer than zero (default: 365 days)"),
        ("-1", "a certificate cannot expire before it becomes valid"),
        ("abc", "\"abc\" is not a number of days; write 90, or use --valid-for with a unit"),
        ("1.5", "\"1.5\" is not a number of days"),
        ("90d", "\"90d\" is a duration, not a number of days"),
        ("", "\"\" is not a number of days"),
        ("99999999", "would expire after the year 9999"),
        ("4294967296", "the year 9999"),
        ("99999999999999999999999", "the year 9999"),
    ] {
        world.refuses(["selfsign", "-a", "p256", "--days", days]).says(cause);
    }
}

#[test]
fn spans_that_make_no_sense_are_refused() {
    let world = World::new();
    for (span, cause) in [
        ("0d", "the lifetime must be longer than zero"),
        ("5", "\"5\" is not a length of time; write a whole number and s, m, h, d, w or y"),
        ("soon", "is not a length of time"),
        ("-1d", "\"-1d\" is not a length of time"),
        ("99999y", "longer than a certificate's dates can reach"),
        ("9000y", "would expire after the year 9999"),
    ] {
        world.refuses(["selfsign", "-a", "p256", "--valid-for", span]).says(cause);
    }
}

#[test]
fn dates_that_make_no_sense_are_refused_in_the_spelling_that_people_type() {
    let world = World::new();
    for (options, cause) in [
        (["--not-after", "tomorrow"].as_slice(), "\"tomorrow\" is not a date; write it as 2026-12-31"),
        (&["--not-after", "31.12.2030"], "is not a date"),
        (&["--not-after", "2030-02-30"], "is not a date"),
        (
            &["--not-before", "2031-01-01", "--not-after", "2030-01-01"],
            "would expire on 2030-01-01T00:00:00Z, before it becomes valid on 2031-01-01T00:00:00Z",
        ),
        (
            &["--not-after", "2020-01-01"],
            "would expire on 2020-01-01T00:00:00Z, before it becomes valid on 20",
        ),
        (&["--not-before", "1949-01-01"], "1949-01-01T00:00:00Z lies before 1950"),
        (&["--not-before", "9999-12-31", "--days", "2"], "the year 9999"),
        (&["--not-after", "2030-01-01", "--days", "3"], "--not-after"),
        (&["--valid-for", "3d", "--days", "3"], "--valid-for"),
    ] {
        let arguments = [&["selfsign", "-a", "p256"], options].concat();
        world.refuses_all(&arguments).says(cause);
    }
    world.refuses(["selfsign", "--not-after", "2020-01-01"]).says("hint: ").says("--not-before");
}

#[test]
fn a_value_out_of_a_list_is_refused_with_the_list() {
    let world = World::new();
    world.refuses(["genkey", "--key-format", "der"]).says("pkcs8, pkcs1, sec1");
    world.refuses(["genkey", "--outform", "p12"]).says("pem, der");
    world.refuses(["genkey", "--color", "green"]).says("auto, always, never");
    world.refuses(["completions", "tcsh"]).says("bash").says("zsh");
}

#[test]
fn what_is_no_command_or_option_is_refused_with_the_help_that_lists_them() {
    let world = World::new();
    world.refuses(["notarise"]).says("\"notarise\"").says("devcert --help");
    world.refuses(["selfsing"]).says("selfsign");
    world.refuses(["genkey", "--sice", "3"]).says("--sice").says("devcert genkey --help");
    world.refuses(["genkey", "--key-fromat", "sec1"]).says("--key-format");
    world
        .refuses(["genkey", "unexpected"])
        .says("unexpected")
        .says("hint: devcert genkey --out unexpected\n");
    world.refuses(["genkye"]).says("hint: devcert genkey");
    world.refuses(["ca", "frobnicate"]).says("hint: devcert ca --help   (lists the commands)");
    world.refuses(["ca", "lst"]).says("hint: devcert ca list").does_not_say("--help");
    world.refuses(["-q", "ca", "init", "--bogus"]).says("devcert ca init --help");
    world.refuses(["man", "nothing"]).says("unknown command \"nothing\"").says("devcert --help");
    world.refuses(["completions"]).says("SHELL").says("devcert completions --help");
    world.refuses(["genkey", "--out"]).says("--out");
    world.refuses(["genkey", "--bits"]).says("--bits");
}

#[test]
fn without_a_command_the_help_is_shown_and_it_is_an_error() {
    let world = World::new();
    world.run([]).fails_with(2).prints_nothing().says("Usage: devcert").says("selfsign");
}

#[test]
fn an_empty_name_of_a_file_or_folder_is_refused_with_where_it_came_from() {
    let world = World::new();
    world.refuses(["genkey", "--dir", ""]).says("--dir");
    world.env("DEVCERT_DIR", "").refuses(["genkey"]).says("DEVCERT_DIR");
    world.refuses(["genkey", "--out", ""]).says("--out");
    world.refuses(["selfsign", "--key", ""]).says("--key");
}

#[test]
fn control_characters_in_a_value_do_not_reach_the_terminal() {
    let world = World::new();
    for value in ["\u{1b}[31mred", "a\u{7}b", "a\rb", "a\u{202e}b"] {
        world.refuses(["genkey", "--algorithm", value]).does_not_say(value);
        world.refuses(["genkey", "--bits", value]).does_not_say(value);
        world.refuses([value]).does_not_say(value);
        world.refuses(["pubkey", value]).does_not_say(value);
        world.refuses(["man", value]).does_not_say(value);
    }
}

#[test]
fn a_folder_named_as_output_is_told_as_one() {
    let world = World::new();
    world.folder("there");
    for out in ["there", "there/", "new/", ".", ".."] {
        world
            .refuses(["genkey", "-a", "p256", "--out", out])
            .says("is a directory, not a file")
            .says("hint: ");
    }
}
