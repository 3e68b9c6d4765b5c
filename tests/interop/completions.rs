//! The completions, in the shells that they are for.

use crate::world::{DEVCERT, World};

/// What is typed, and values that are offered, all of them or some.
const TYPED: &[(&str, &[&str])] = &[
    ("devcert issue --profile ", &["server", "client", "peer", "code-signing"]),
    ("devcert genkey --algorithm ", &["p256", "ed25519"]),
    ("devcert convert --to ", &["pkcs12", "fullchain"]),
    ("devcert convert --preset ", &["nginx", "java"]),
    ("devcert probe localhost --starttls ", &["smtp", "postgres"]),
    ("devcert trust status --store ", &["system", "nss"]),
    ("devcert revoke --reason ", &["keyCompromise"]),
    ("devcert inspect --field ", &["not-after", "spki-sha256"]),
    ("devcert lint --as ", &["server", "intermediate"]),
    ("devcert lint --select ", &["san-missing"]),
    ("devcert lint --min-severity ", &["warning"]),
    ("devcert genkey --key-format ", &["pkcs8", "sec1"]),
    ("devcert csr --outform ", &["pem", "der"]),
    ("devcert sign --allow ", &["ca", "clientAuth"]),
    ("devcert expires --format ", &["junit", "sarif"]),
    ("devcert man ", &["ca-init"]),
];

fn with_script(shell: &str, file: &str) -> World {
    let world = World::new();
    let script = world.devcert(&format!("completions {shell}")).succeeds().text();
    world.write(file, script);
    world
}

#[test]
fn fish_completes_the_values_of_options() {
    let world = with_script("fish", "devcert.fish");
    for (typed, values) in TYPED {
        let script = format!("source devcert.fish; complete -C '{typed}'");
        let run = world.program_with("fish", ["--no-config", "-c", &script]).run().succeeds();
        for value in *values {
            assert!(run.text().lines().any(|line| line.split('\t').next() == Some(value)), "{typed}\n{run}");
        }
    }
}

/// Calls the function of the completions with the words of the line, as bash does at a tab.
const BASH: &str = r#"
source devcert.bash
read -r -a COMP_WORDS <<< "$1"
COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1}
_devcert_or_program devcert "" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

#[test]
fn bash_completes_the_values_of_options() {
    let world = with_script("bash", "devcert.bash");
    for (typed, values) in TYPED {
        let arguments = ["--norc", "--noprofile", "-c", BASH, "bash", typed];
        let run = world.program_with("bash", arguments).run().succeeds();
        for value in *values {
            assert!(run.text().lines().any(|line| line == *value), "{typed}\n{run}");
        }
    }
}

/// PowerShell is in no Debian package: the script is read instead.
#[test]
fn powershell_has_every_option() {
    let script = World::new().devcert("completions powershell").succeeds().text();
    for option in [
        "--valid-for",
        "--next-update",
        "--as",
        "--preset",
        "--select",
        "--no-default-names",
        "--one-time-ca",
    ] {
        assert!(script.contains(&format!("'{option}'")), "{option}");
    }
}

/// Types a line and two tabs into a zsh at a pseudo-terminal, and prints what it shows.
const ZSH: &str = r#"
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1= PATH=$1:\$PATH LISTMAX=10000; unsetopt beep; autoload -Uz compinit && compinit -u -D; source ./_devcert; print READY''NOW"
zpty -r shell seen $'*READYNOW*'
zpty -n -w shell "$2"$'\t'
sleep 0.5
zpty -n -w shell $'\t'
sleep 0.5
zpty -n -w shell $'\x15'
zpty -w shell "print THE''END"
zpty -r shell seen $'*THEEND*'
print -r -- $seen
zpty -d shell
"#;

#[test]
fn zsh_completes_the_values_of_options() {
    let world = with_script("zsh", "_devcert");
    world.write("complete.zsh", ZSH);
    let folder = std::path::Path::new(DEVCERT).parent().unwrap().display().to_string();
    for (typed, values) in TYPED {
        let arguments = ["20", "zsh", "-f", "complete.zsh", &folder, typed];
        let run = world.program_with("timeout", arguments).run().succeeds();
        for value in *values {
            assert!(run.text().contains(value), "{typed}: {value}\n{run}");
        }
    }
}
