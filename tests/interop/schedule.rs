//! What `renew --schedule` prints, read by the schedulers.

use crate::world::World;

const EXEC: &str = "printf '%s\\n' \"$DEVCERT_RENEWED\" > '/tmp/a b'; echo 100%";

/// A world with a certificate that is about to expire, and what makes this scheduler renew it.
fn scheduled(scheduler: &str) -> (World, String) {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca --algorithm p256 --days 5 --dir a").succeeds();
    let args = ["renew", "a", "--ca", "ca", "--exec", EXEC, "--schedule", scheduler];
    let text = world.devcert_with(&args).succeeds().text();
    (world, text)
}

#[test]
fn systemd_reads_the_units_and_their_command() {
    let (world, text) = scheduled("systemd");
    let units = text.split("\n# ").map(|part| part.trim_start_matches("# "));
    for unit in units.filter(|part| part.contains("[Unit]")) {
        let (path, unit) = unit.split_once('\n').unwrap();
        world.write(path.rsplit('/').next().unwrap(), unit);
    }
    let verified =
        world.program("systemd-analyze", "verify ./devcert-renew.service ./devcert-renew.timer").run();
    verified.succeeds();
}

#[test]
fn cron_takes_the_line_and_a_shell_runs_what_cron_gives_it() {
    let (world, text) = scheduled("cron");
    world.write("crontab", &text);
    world.program("crontab", "-n crontab").run().succeeds();
    // crontab(5): five fields, and a percent sign is written with a backslash.
    let command = text.splitn(6, ' ').nth(5).unwrap().replace("\\%", "%").replace("/tmp/a b", "a b");
    world.program_with("sh", ["-c", command.as_str()]).run().succeeds();
    assert!(world.read("a b").starts_with(b"/"), "the paths are absolute");
}
