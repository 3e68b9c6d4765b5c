//! The completions, in the shells that they are for.

use std::path::Path;

use crate::world::{DEVCERT, World};

/// Some values that must be offered, as typed and offered.
const TYPED: &[(&str, &[&str])] = &[
    ("devcert issue --profile ", &["server", "client", "peer", "code-signing"]),
    ("devcert genkey --algorithm ", &["p256", "ed25519"]),
    ("devcert genkey -a ", &["p256", "ed25519"]),
    ("devcert convert --to ", &["pkcs12", "fullchain"]),
    ("devcert convert --preset ", &["nginx", "java"]),
    ("devcert probe localhost --starttls ", &["smtp", "postgres"]),
    ("devcert probe localhost --tls ", &["1.2", "1.3"]),
    ("devcert trust status --store ", &["system", "nss"]),
    ("devcert trust env --format ", &["sh", "dotenv"]),
    ("devcert verify --purpose ", &["server", "client"]),
    ("devcert revoke --reason ", &["keyCompromise"]),
    ("devcert inspect --field ", &["not-after", "spki-sha256"]),
    ("devcert lint --as ", &["server", "intermediate"]),
    ("devcert lint --select ", &["san-missing"]),
    ("devcert lint --min-severity ", &["warning"]),
    ("devcert genkey --key-format ", &["pkcs8", "sec1"]),
    ("devcert csr --outform ", &["pem", "der"]),
    ("devcert sign --allow ", &["ca", "clientAuth"]),
    ("devcert ca init --signature ", &["sha256", "rsa-pss-sha256"]),
    ("devcert expires --format ", &["junit", "sarif"]),
    ("devcert issue --color ", &["auto", "never"]),
    ("devcert completions ", &["bash", "powershell"]),
    ("devcert man ", &["ca-init"]),
];

/// Every option and operand that has a list of values, as it is typed, with its values.
fn listed(world: &World) -> Vec<(String, Vec<String>)> {
    let script = world.devcert("completions powershell").succeeds().text();
    let lines = script.lines().filter_map(|line| line.trim().strip_prefix('\'')?.split_once("' = @("));
    let listed: Vec<_> = lines
        .map(|(typed, values)| {
            let values = values.trim_end_matches(')').split(", ");
            (
                format!("{} ", typed.replace(';', " ")),
                values.map(|value| value.trim_matches('\'').to_owned()).collect::<Vec<_>>(),
            )
        })
        .collect();
    for (typed, values) in TYPED {
        let typed = typed.replace(" localhost", "");
        let all = &listed.iter().find(|(line, _)| *line == typed).unwrap_or_else(|| panic!("{typed}")).1;
        assert!(values.iter().all(|value| all.iter().any(|one| one == value)), "{typed}: {all:?}");
    }
    listed
}

/// Starts a shell with a script that reads `lines.txt` and prints each line after `> `, with what is offered after
/// it; returns what it offered for each line.
fn offered(world: &World, shell: &str, script: &str, lines: &[(String, Vec<String>)]) -> Vec<String> {
    let typed = lines.iter().map(|(line, _)| format!("{line}\n")).collect::<String>();
    world.write("lines.txt", typed);
    world.write("complete", script);
    let arguments = match shell {
        "fish" => ["--no-config", "complete"],
        "zsh" => ["-f", "complete"],
        _ => ["--norc", "complete"],
    };
    let folder = Path::new(DEVCERT).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let run = world.program_with(shell, arguments).env("PATH", path).run().succeeds();
    let offered: Vec<_> = run.text().split("\n> ").skip(1).map(str::to_owned).collect();
    assert_eq!(offered.len(), lines.len(), "{run}");
    offered
}

const BASH: &str = r#"
source <(devcert completions bash)
while IFS= read -r line; do
    printf '\n> %s\n' "$line"
    read -r -a COMP_WORDS <<< "$line"
    COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
    _devcert_or_program devcert "" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s\n' "${COMPREPLY[@]}"
done < lines.txt
"#;

const FISH: &str = r"
devcert completions fish | source
while read --local line
    printf '\n> %s\n' $line
    complete --do-complete $line' '
end < lines.txt
";

/// Types each line and two tabs into a zsh at a pseudo-terminal, and prints what it shows.
const ZSH: &str = r#"
zmodload zsh/zpty
devcert completions zsh > _devcert
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1= LISTMAX=10000; unsetopt beep; autoload -Uz compinit && compinit -u -D; source ./_devcert; print READY''NOW"
zpty -r shell seen $'*READYNOW*'
while IFS= read -r line; do
    zpty -n -w shell "$line"$'\t'
    sleep 0.3
    zpty -n -w shell $'\t'
    sleep 0.3
    zpty -n -w shell $'\x15'
    zpty -w shell "print THE''END"
    zpty -r shell seen $'*THEEND*'
    printf '\n> %s\n%s' "$line" "$seen"
done < lines.txt
zpty -d shell
"#;

#[test]
fn bash_and_fish_complete_every_listed_value() {
    let world = World::new();
    let listed = listed(&world);
    for (shell, script) in [("bash", BASH), ("fish", FISH)] {
        for ((typed, values), offered) in listed.iter().zip(offered(&world, shell, script, &listed)) {
            let is_offered =
                |value: &String| offered.lines().skip(1).any(|line| line.split('\t').next() == Some(value));
            let missing: Vec<_> = values.iter().filter(|value| !is_offered(value)).collect();
            assert!(missing.is_empty(), "{shell}, {typed}: {missing:?} of\n{offered}");
        }
    }
}

#[test]
fn zsh_completes_every_list_of_values() {
    let world = World::new();
    // The same option of another command is completed by the same words of the script.
    let mut listed = listed(&world);
    let mut seen = std::collections::HashSet::new();
    listed.retain(|(typed, values)| {
        seen.insert((typed.split(' ').rev().nth(1).unwrap_or_default().to_owned(), values.clone()))
    });
    for ((typed, values), offered) in listed.iter().zip(offered(&world, "zsh", ZSH, &listed)) {
        let words: Vec<_> = offered.split_whitespace().collect();
        let missing: Vec<_> = values.iter().filter(|value| !words.contains(&value.as_str())).collect();
        assert!(missing.is_empty(), "{typed}: {missing:?} of\n{offered}");
    }
}

/// Reads the script with a grammar of PowerShell, and prints what it does not understand.
const GRAMMAR: &str = "
import sys, tree_sitter, tree_sitter_powershell
language = tree_sitter.Language(tree_sitter_powershell.language())
tree = tree_sitter.Parser(language).parse(sys.stdin.buffer.read())
def walk(node):
    if node.is_error or node.is_missing:
        print(node.start_point, node.text[:80])
    for child in node.children:
        walk(child)
walk(tree.root_node)
";

/// No PowerShell is in Debian, on PyPI or on npm, so that its script is only parsed.
#[test]
fn the_script_for_powershell_is_in_its_grammar() {
    let world = World::new();
    let script = world.devcert("completions powershell").succeeds().stdout;
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/bin/python");
    let parse = |script: Vec<u8>| world.program_with(&python, ["-c", GRAMMAR]).input(script).run().succeeds();
    assert_eq!(parse(script.clone()).text(), "");
    assert_ne!(parse(script[..script.len() / 2].to_vec()).text(), "");
}
