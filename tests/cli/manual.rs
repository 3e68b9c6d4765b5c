//! Manual pages and completions.

use crate::world::World;

/// The pages that a page refers to, as in `devcert-ca-init` of `devcert-ca-init(1)`.
fn pages(text: &str) -> Vec<String> {
    let text = text.replace("\\-", "-");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '(' && c != ')');
    let pages = words.filter_map(|word| word.strip_suffix("(1)").or_else(|| Some(word.split_once("(1)")?.0)));
    pages.filter(|page| page.starts_with("devcert-")).map(str::to_owned).collect()
}

#[test]
fn every_page_that_a_page_refers_to_can_be_printed() {
    let world = World::new();
    let mut open = vec!["devcert".to_owned()];
    let mut printed = Vec::new();
    while let Some(page) = open.pop() {
        if printed.contains(&page) {
            continue;
        }
        let run = world.run(["man", &page]);
        run.succeeds().prints(&format!(".TH {page} "));
        open.extend(pages(run.stdout_text()));
        printed.push(page);
    }
    for page in ["devcert-ca", "devcert-ca-init", "devcert-trust-install", "devcert-selfsign"] {
        assert!(printed.iter().any(|one| one == page), "{page} is in no page: {printed:?}");
    }
    let page = world.run(["man", "ca", "init"]);
    page.succeeds().prints("--permit".replace("--", "\\-\\-").as_str());
    assert_eq!(page.stdout(), world.run(["man", "ca-init"]).stdout());
}

#[test]
fn all_pages_are_written_to_a_directory() {
    let world = World::new();
    let reference = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    let names = std::fs::read_dir(reference).unwrap().map(|page| page.unwrap().file_name());
    let count = names.filter(|name| name.to_string_lossy().starts_with("devcert")).count();
    let run = world.run(["man", "--out-dir", "man1"]);
    run.succeeds().prints_nothing().says(&format!("created {count} man pages in man1"));
    for page in std::fs::read_dir(world.path("man1")).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        let text = String::from_utf8(world.read(&format!("man1/{name}"))).unwrap();
        let title = name.strip_suffix(".1").unwrap();
        assert!(text.contains(&format!(".TH {title} 1 ")), "{text}");
        assert!(!text.contains("\n.SH EXTRA"), "{text}");
        for page in pages(&text) {
            assert!(world.path(&format!("man1/{page}.1")).exists(), "{name} refers to {page}");
        }
    }
    assert!(world.path("man1/devcert-ca-init.1").exists());
    world.refuses(["man", "--out-dir", "man1"]).says("man1/devcert.1 already exists").says("--force");
    world.run(["man", "--out-dir", "man1", "--force"]).succeeds();
    world.refuses(["man", "ca", "--out-dir", "man1"]).says("--out-dir");
}

/// The commands with lists of values in their options, as the script for PowerShell has them.
fn with_values(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for option in command.get_arguments().filter(|option| option.get_action().takes_values()) {
        if let (Some(name), false) = (option.get_long(), option.get_possible_values().is_empty()) {
            found.push(format!("'{path} --{name}' = @('"));
        }
    }
    for below in command.get_subcommands() {
        with_values(below, &format!("{path};{}", below.get_name()), found);
    }
}

#[test]
fn powershell_has_the_values_of_every_option() {
    let script = World::new().run(["completions", "powershell"]).succeeds().stdout_text().to_owned();
    let mut options = Vec::new();
    with_values(&devcert_cli::commands::definition(), "devcert", &mut options);
    assert!(options.len() > 15, "{options:?}");
    options.extend(
        [
            "'devcert;issue --profile' = @('server', 'client', 'peer'",
            "'devcert;genkey -a' = @('rsa', ",
            "'devcert;ca;init --algorithm' = @('rsa', ",
            "'devcert;completions' = @('bash', ",
            "'devcert;man' = @('ca', 'ca-csr', ",
        ]
        .map(str::to_owned),
    );
    for option in options {
        assert!(script.contains(&option), "{option}\n{script}");
    }
    // The keys of a hash table of PowerShell differ in more than case.
    let keys = script.lines().filter_map(|line| Some(line.split_once("' = @(")?.0.to_lowercase()));
    let mut keys: Vec<_> = keys.collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn completions_have_the_values_of_options_in_every_shell() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = world.run(["completions", shell]);
        script.succeeds();
        for value in [
            "webtransport",
            "ed25519",
            "rsa4096",
            "keyCompromise",
            "nss",
            "spki-sha256",
            "san-missing",
            "postgres",
            "digitalSignature",
            "ca-init",
        ] {
            script.prints(value);
        }
    }
}

/// What bash offers after this command line.
#[cfg(unix)]
fn offered(world: &World, line: &str) -> Option<Vec<String>> {
    let bash = std::path::Path::new("/bin/bash");
    if !bash.exists() {
        return None;
    }
    let script = format!(
        r#"source <(devcert completions bash)
        COMP_WORDS=({line}); [[ "{line}" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}
        _devcert_or_program devcert "$cur" "$prev"
        printf '%s\n' "${{COMPREPLY[@]}}""#
    );
    world.write("complete.bash", script);
    let run = world.shell("bash complete.bash");
    run.succeeds();
    Some(run.stdout_text().lines().map(str::to_owned).collect())
}

#[test]
#[cfg(unix)]
fn bash_completes_values_and_the_program_to_run() {
    let world = World::new();
    for (line, value) in [
        ("devcert issue --profile ", "client"),
        ("devcert issue --profile we", "webtransport"),
        ("devcert genkey --algorithm p", "p256"),
        ("devcert revoke --reason key", "keyCompromise"),
        ("devcert trust status --store n", "nss"),
        ("devcert inspect --field spki", "spki-sha256"),
        ("devcert lint --explain san-m", "san-missing"),
        ("devcert man ca-i", "ca-init"),
        ("devcert run -- ca", "cat"),
        ("devcert run -- cat compl", "complete.bash"),
    ] {
        let Some(offered) = offered(&world, line) else { return };
        assert!(offered.iter().any(|one| one == value), "{line}: {offered:?}");
    }
}
