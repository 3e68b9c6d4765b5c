//! The files that programs expect.

use devcert::pki::bundle::{Form, PRESETS, Passphrase};

use super::{PASSPHRASE, world_with_chain};

#[test]
fn every_preset_writes_its_files_with_their_modes() {
    for preset in &PRESETS {
        let world = world_with_chain();
        let required = preset.files.iter().filter_map(|file| Form::named(file.form));
        let required = required.map(|form| form.passphrase).any(|use_of| use_of == Passphrase::Required);
        let mut args = vec!["convert", "leaf.key", "chain.pem", "--for", preset.name, "--out-dir", "out"];
        if required {
            args.extend(["--new-passphrase", "env:PASS"]);
        }
        world
            .env("PASS", PASSPHRASE)
            .run_all(&args)
            .succeeds()
            .says(&format!("for {}: {}", preset.program, preset.note));
        for file in preset.files {
            let path = format!("out/{}", file.name);
            assert!(!world.read(&path).is_empty());
            let secret = !["fullchain", "truststore"].contains(&file.form);
            #[cfg(unix)]
            assert_eq!(world.mode(&path), if secret { 0o600 } else { 0o644 }, "{path}");
        }
    }
}

#[test]
fn the_guide_has_every_preset() {
    let guide = include_str!("../../../docs/guide/convert.md");
    for preset in &PRESETS {
        let files: Vec<_> =
            preset.files.iter().map(|file| format!("`{}` ({})", file.name, file.form)).collect();
        let row = format!(
            "| `{}` | [{}]({}) | {} |",
            preset.name,
            preset.program,
            preset.reference,
            files.join(", ")
        );
        assert!(guide.contains(&row), "docs/guide/convert.md needs the row: {row}");
    }
}
