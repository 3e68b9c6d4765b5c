//! A disk that is full: the old pair stays whole, the status says so, nothing is left behind.

use crate::pair::{self, CERTIFICATE, Folder, KEY};
use crate::world::{DEVCERT, Run, World};

const PAIR: [&str; 2] = [CERTIFICATE, KEY];
const REPLACE: &str = "selfsign --new-key --force --algorithm p256";

/// What was in `cert/` before and after a run on a disk with so many free pages, and the run. The
/// disk is a tmpfs in a mount namespace of its own, which goes with the shell.
fn on_a_disk_with(pages: u32, before: &str) -> Option<(World, Folder, Run)> {
    let world = World::new();
    world.write("run.sh", SCRIPT);
    let line = format!("--mount --map-root-user sh run.sh {DEVCERT} {pages}");
    let words = line.split_whitespace().chain([before, REPLACE]);
    let run = world.program_with("unshare", words).run();
    // The script's own status for a system that lets nobody mount, and unshare's.
    if run.status() == Some(77) || run.errors().contains("unshare failed") {
        return None;
    }
    std::fs::rename(world.path("before"), world.path("cert")).unwrap();
    let old = Folder::of(&world);
    std::fs::remove_dir_all(world.path("cert")).unwrap();
    copy_back(&world);
    Some((world, old, run))
}

fn copy_back(world: &World) {
    if world.path("after").exists() {
        std::fs::rename(world.path("after"), world.path("cert")).unwrap();
    }
}

const SCRIPT: &str = r#"
set -eu
devcert=$1 pages=$2 before=$3 replace=$4
mkdir disk
mount -t tmpfs -o size=256k,mode=700 tmpfs disk || exit 77
cd disk
[ -z "$before" ] || "$devcert" $before
if [ -d cert ]; then cp -a cert ../before; else mkdir ../before; fi
# All of it, then as much back as there shall be.
dd if=/dev/zero of=reserve bs=4096 count="$pages" status=none
dd if=/dev/zero of=filler bs=4096 status=none 2>../full || true
grep -q 'No space left' ../full
rm reserve
status=0
"$devcert" $replace || status=$?
[ ! -e cert ] || cp -a cert ../after
exit $status
"#;

/// Without a right to mount, a limit on the size of files: the write of the key breaks off.
fn under_a_quota() -> (World, Folder, Run) {
    let world = World::new();
    world.devcert("selfsign --algorithm p256").succeeds();
    let old = Folder::of(&world);
    // One block of 512 bytes, which an RSA key does not fit into; a signal would end the program.
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" selfsign --new-key --force --algorithm rsa:2048";
    let run = world.program_with("sh", ["-c", limited, DEVCERT]).run();
    (world, old, run)
}

fn old_pair_is_whole(world: &World, old: &Folder, run: Run) {
    let run = run.ends_with(2).says("error: cannot write cert/");
    assert!(Folder::of(world) == *old, "the folder is not as it was:\n{run}");
    assert_eq!(pair::problems(world, &PAIR), [""; 0], "{run}");
}

#[test]
fn a_full_disk_leaves_the_old_pair_as_it_was() {
    let mut failed = 0;
    for pages in 0..=6 {
        let Some((world, old, run)) = on_a_disk_with(pages, "selfsign --algorithm p256") else {
            println!("no right to mount here; a limit on the size of files stands in");
            let (world, old, run) = under_a_quota();
            return old_pair_is_whole(&world, &old, run);
        };
        if run.status() == Some(0) {
            assert_eq!(pair::problems(&world, &PAIR), [""; 0], "{pages} pages:\n{run}");
            assert_ne!(Folder::of(&world).file(KEY), old.file(KEY), "{pages} pages:\n{run}");
        } else {
            old_pair_is_whole(&world, &old, run.says("no space left on device"));
            failed += 1;
        }
    }
    assert!((1..=6).contains(&failed), "{failed} of 7 runs failed; the disk was never, or always, full");
}

#[test]
fn a_full_disk_with_nothing_on_it_gets_no_part_of_a_pair() {
    for pages in 0..=2 {
        // Without a right to mount the quota of the other test has said what there is to say.
        let Some((world, _, run)) = on_a_disk_with(pages, "") else { return };
        if run.status() == Some(0) {
            assert_eq!(pair::problems(&world, &PAIR), [""; 0], "{pages} pages:\n{run}");
        } else {
            let run = run.ends_with(2).says("no space left on device");
            assert!(Folder::of(&world).0.is_none(), "{pages} pages left something:\n{run}");
        }
    }
}

#[test]
fn a_quota_leaves_the_old_pair_as_it_was() {
    let (world, old, run) = under_a_quota();
    old_pair_is_whole(&world, &old, run.says("file too large"));
}

#[test]
fn a_full_device_is_not_a_success() {
    let world = World::new();
    for command in ["genkey --algorithm p256", "csr --algorithm p256", "selfsign --algorithm p256"] {
        world.devcert(&format!("{command} --out /dev/full")).ends_with(2).says("error: ");
        assert!(Folder::of(&world).0.is_none(), "{command} left something");
        let to_stdout = format!("{DEVCERT} {command} --out - >/dev/full");
        world.program_with("sh", ["-c", &to_stdout]).run().ends_with(2).says("error: ");
        assert!(Folder::of(&world).0.is_none(), "{command} --out - left something");
    }
}

#[test]
fn a_key_stays_while_the_certificate_of_its_successor_cannot_be_printed() {
    let world = World::new();
    world.devcert("selfsign --algorithm p256").succeeds();
    let old = Folder::of(&world);
    let replace = format!("{DEVCERT} selfsign --new-key --force --algorithm p256 --out - >/dev/full");
    world.program_with("sh", ["-c", &replace]).run().ends_with(2).says("error: ");
    assert!(Folder::of(&world) == old, "the key was replaced");
}
