//! The pages of the manual, as man(1) shows them.

use crate::world::World;

#[test]
fn man_shows_every_page_without_a_warning() {
    let world = World::new();
    world.devcert("man --out-dir manual/man1").succeeds();
    let pages: Vec<_> = std::fs::read_dir(world.path("manual/man1"))
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(pages.len() > 30, "{pages:?}");
    for page in pages {
        let name = page.strip_suffix(".1").unwrap();
        let man = world.program("man", &format!("--warnings {name}"));
        let shown = man.env("MANPATH", world.path("manual")).env("MANWIDTH", "80").run().succeeds();
        assert_eq!(shown.errors(), "", "{page}");
        let text = shown.text();
        let words: Vec<_> = text.split_whitespace().collect();
        assert!(words.windows(3).any(|words| words == ["NAME", name, "-"]), "{shown}");
    }
    let man = world.program("man", "devcert-ca-init").env("MANPATH", world.path("manual"));
    man.run()
        .succeeds()
        .says("EXAMPLES")
        .says("\n       devcert ca init --name 'Acme dev CA' --new-passphrase prompt\n");
}
