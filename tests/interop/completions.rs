//! The completions, in the shells that they are for.

use crate::world::{DEVCERT, World};

/// What is typed, and values that are offered, all of them or some.
const TYPED: &[(&str, &[&str])] = &[
    ("devcert issue --profile ", &["server", "client", "both"]),
    ("devcert genkey --algorithm ", &["p256", "ed25519"]),
    ("devcert convert --to ", &["pkcs12", "fullchain"]),
    ("devcert convert --for ", &["nginx", "java"]),
    ("devcert probe localhost --starttls ", &["smtp", "postgres"]),
    ("devcert trust status --store ", &["system", "nss"]),
    ("devcert revoke --reason ", &["keyCompromise"]),
    ("devcert inspect --field ", &["not-after", "spki-sha256"]),
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
