use super::*;

/// An environment, and files to include.
struct Memory(&'static [(&'static str, &'static str)]);

impl Outside for Memory {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    fn included(&self, path: &str) -> Vec<String> {
        self.variable(path).into_iter().collect()
    }
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(
        text,
        &Memory(&[("HOST", "a.test"), ("more.cnf", "x = 1\n[b]\ny = 2\n"), ("loop", ".include loop\n")]),
    )
}

/// The value of `v` in the section `s`.
fn value(line: &str) -> String {
    let text = format!("base = /top\n[other]\nname = o\n[s]\ndir = ./x\nv = {line}\n");
    parse(&text).unwrap().get("s", "v").unwrap().to_owned()
}

fn problem(text: &str) -> (usize, Problem) {
    let error = parse(text).unwrap_err();
    (error.line, error.problem)
}

#[test]
fn values_are_read_as_openssl_reads_them() {
    for (line, expected) in [
        ("plain text  ", "plain text"),
        ("a # comment", "a"),
        ("a#b", "a"),
        (r"a\#b", "a#b"),
        (r#""a # b" c"#, "a # b c"),
        ("'it is' `so`", "it is so"),
        (r#""a\"b""#, "a\"b"),
        (r#""a\nb""#, "anb"),
        (r"a\nb\tc\\d", "a\nb\tc\\d"),
        ("$dir/certs", "./x/certs"),
        ("${dir}s $(dir)", "./xs ./x"),
        ("$other::name-${other::name}", "o-o"),
        ("$ENV::HOST ${ENV::HOST}", "a.test a.test"),
        ("$base", "/top"),
        ("DNS:a, IP:::1", "DNS:a, IP:::1"),
        ("", ""),
        ("a = b", "a = b"),
        ("\u{e9}", "\u{e9}"),
        ("trailing\\", "trailing"),
    ] {
        assert_eq!(value(line), expected, "{line}");
    }
}

#[test]
fn a_line_goes_on_after_a_backslash_and_windows_line_ends_are_line_ends() {
    let config = parse("[s]\r\nv = a,\\\r\n  b\r\nw = c\\\\\nx = d\n").unwrap();
    assert_eq!(config.get("s", "v"), Some("a,  b"));
    assert_eq!((config.get("s", "w"), config.get("s", "x")), (Some("c\\"), Some("d")));
}

#[test]
fn names_before_the_first_header_are_those_of_every_section() {
    let config = parse("bits = 2048\n[ req ] # comment\nmd = sha256\n[req]\nmore=1\n").unwrap();
    assert_eq!((config.get("req", "bits"), config.get("req", "md")), (Some("2048"), Some("sha256")));
    assert_eq!((config.get("req", "more"), config.get("none", "bits")), (Some("1"), Some("2048")));
    assert_eq!(config.section("req").unwrap().len(), 2);
    assert_eq!(config.section("none"), None);
}

#[test]
fn a_name_set_twice_has_its_last_value_at_the_last_place() {
    let config = parse("[alt]\nDNS = a\nIP.1 = ::1\nDNS = b\n").unwrap();
    let names: Vec<_> = config
        .section("alt")
        .unwrap()
        .iter()
        .map(|entry| (entry.name.as_str(), entry.value.as_str()))
        .collect();
    assert_eq!(names, [("IP.1", "::1"), ("DNS", "b")]);
}

#[test]
fn names_have_prefixes_and_marks_and_sections_have_spaces() {
    let config = parse("[ my section ]\n0.OU = a\n1.2.3.4 = b\n+CN = c\nother::x = d\n").unwrap();
    for (name, expected) in [("0.OU", "a"), ("1.2.3.4", "b"), ("+CN", "c")] {
        assert_eq!(config.get("my section", name), Some(expected));
    }
    assert_eq!(config.get("other", "x"), Some("d"));
}

#[test]
fn a_number_is_what_the_value_begins_with() {
    let config = parse("a = 2048 bits\nb = x\n").unwrap();
    assert_eq!((config.number(DEFAULT, "a"), config.number(DEFAULT, "b")), (Some(2048), Some(0)));
    assert_eq!(config.number(DEFAULT, "c"), None);
}

#[test]
fn included_files_are_read_in_place() {
    for directive in [".include more.cnf", ".include = more.cnf", ".include=more.cnf"] {
        let config = parse(&format!("[a]\n{directive}\nz = 3\n")).unwrap();
        assert_eq!(
            (config.get("a", "x"), config.get("b", "y"), config.get("b", "z")),
            (Some("1"), Some("2"), Some("3"))
        );
    }
    assert_eq!(parse(".include missing.cnf\n").unwrap(), parse("").unwrap());
    assert_eq!(problem(".include loop\n"), (1, Problem::Depth));
}

#[test]
fn a_pragma_makes_the_dollar_a_letter() {
    let config = parse(".pragma = dollarid:on\nx = 1\nv = a$x ${x}\n.pragma unknown:1\n").unwrap();
    assert_eq!(config.get(DEFAULT, "v"), Some("a$x 1"));
    assert_eq!(problem(".pragma dollarid\n"), (1, Problem::Pragma));
}

#[test]
fn what_breaks_the_language_is_an_error_with_its_line() {
    assert_eq!(problem("\n[ req\n"), (2, Problem::Bracket));
    assert_eq!(problem("a b\n"), (1, Problem::EqualSign("b".into())));
    assert_eq!(problem("a = ${b\n"), (1, Problem::Brace));
    assert_eq!(problem("a = 1\nb = $c\n"), (2, Problem::Variable("c".into())));
    assert_eq!(problem("a = $ENV::UNSET\n"), (1, Problem::Variable("UNSET".into())));
    let long = format!("a = {}\nb = $a$a\n", "x".repeat(40000));
    assert_eq!(problem(&long), (2, Problem::Expansion));
}
