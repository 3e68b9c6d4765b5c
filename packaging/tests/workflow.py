"""Runs the jobs of the release workflow for this machine, from the checkout to the release, with their own scripts.

Stand-ins take the place of the compiler, which copies DEVCERT, and of what changes the machine or sends something elsewhere: rustup,
sudo, docker and gh. Files for other platforms contain a text.

usage: workflow.py TRIPLE WORK
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
import table  # noqa: E402

TRIPLE, WORK = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
DEVCERT = pathlib.Path(os.environ["DEVCERT"])
CALLS, ARTIFACTS, STAND_INS = WORK / "calls", WORK / "artifacts", WORK / "stand-ins"
MATRIX = WORKFLOW["jobs"]["build"]["strategy"]["matrix"]["include"]

# Where cargo compiles, it gets a copy of DEVCERT, in the directory of the target that the scripts expect.
CARGO = f"""#!/bin/sh
case $1 in
  install) echo "cargo $*" >>'{CALLS}' ;;
  build)
    to=target profile=debug
    while [ $# -gt 0 ]; do
      case $1 in
        --target) to=target/$2 && shift ;;
        --profile) profile=$2 && shift ;;
      esac
      shift
    done
    mkdir -p "$to/$profile" && cp '{DEVCERT}' "$to/$profile/devcert"
    ;;
  *) exec '{shutil.which("cargo")}' "$@" ;;
esac
"""
RECORD = f"""#!/bin/sh
echo "$(basename "$0") $*" >>'{CALLS}'
"""


def stand_in() -> None:
    STAND_INS.mkdir()
    scripts = {"cargo": CARGO} | dict.fromkeys(("rustup", "sudo", "docker", "gh"), RECORD)
    for name, script in scripts.items():
        (STAND_INS / name).write_text(script)
        (STAND_INS / name).chmod(0o755)


def check_out(folder: pathlib.Path) -> None:
    """The files of this checkout, as they are, in one commit."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    identity = ["-c", "user.name=test", "-c", "user.email=test@git.example.test"]
    for command in (["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message", "Test"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def upload(folder: pathlib.Path, name: str, path: str) -> None:
    found = folder / path
    assert any(found.iterdir()), f"{name}: {path} is empty"
    shutil.copytree(found, ARTIFACTS / name)


def download(folder: pathlib.Path, pattern: str, path: str, **options: bool) -> None:
    assert options.keys() <= {"merge-multiple"}, options
    found = sorted(ARTIFACTS.glob(pattern))
    assert found, f"no artifact {pattern}"
    for one in found:
        to = folder / path if options.get("merge-multiple") else folder / path / one.name
        shutil.copytree(one, to, dirs_exist_ok=True)


def expand(text: str, contexts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: contexts[match[1]], text)


def run_job(name: str, contexts: dict[str, str]) -> pathlib.Path:
    """Runs the steps of a job in a directory of its own, which is returned."""
    job, folder, temp = WORKFLOW["jobs"][name], WORK / "jobs" / name, WORK / "temp" / name
    for new in (folder, temp):
        new.mkdir(parents=True)

    def expanded(values: dict) -> dict:
        return {key: expand(value, contexts) if isinstance(value, str) else value for key, value in values.items()}

    environment = {**os.environ, "PATH": f"{STAND_INS}:{os.environ['PATH']}", "RUNNER_OS": "Linux", "RUNNER_TEMP": str(temp)}
    environment |= {"GITHUB_SERVER_URL": "https://git.example.test", "GITHUB_REPOSITORY": "acme/devcert"}
    environment |= {"GITHUB_REF_NAME": f"v{table.VERSION}", "GITHUB_ACTOR": "acme"}
    environment |= expanded(WORKFLOW.get("env", {})) | expanded(job.get("env", {}))
    for variable in ("DEVCERT", "CARGO_TARGET_DIR"):
        environment.pop(variable, None)
    for step in job["steps"]:
        if "run" in step:
            assert "${{" not in step["run"], "values reach scripts through the environment alone"
            assert step.get("if", "vars.IMAGE != ''") == "vars.IMAGE != ''", step["if"]
            script = temp / "step.sh"
            script.write_text(step["run"])
            # The command without a shell (no `pipefail`), and that of `shell: bash`.
            bash = ["--noprofile", "--norc", "-o", "pipefail"] if "defaults" in job else []
            settings = environment | expanded(step.get("env", {})) | given_to(step["run"], folder)
            done = subprocess.run(["bash", *bash, "-e", script], cwd=folder, env=settings, capture_output=True, text=True)
            assert done.returncode == 0, f"{name}: {step.get('name', step['run'])}:\n{done.stdout}{done.stderr}"
            continue
        action, inputs = step["uses"].split("@")[0], expanded(step.get("with", {}))
        match action:
            case "actions/checkout":
                check_out(folder)
            case "actions/setup-python" | "actions/setup-node":
                pass
            case "actions/upload-artifact":
                upload(folder, **inputs)
            case "actions/download-artifact":
                download(folder, **inputs)
            case _:
                raise AssertionError(f"{name} uses {action}, which this test does not know")
    print(f"ok {name}")
    return folder


def given_to(script: str, folder: pathlib.Path) -> dict[str, str]:
    """What makes maturin, which starts cargo itself, copy the program too."""
    if "maturin" not in script:
        return {}
    cargo = folder / "packaging/tests/cargo-stand-in"
    return {"CARGO": str(cargo), "DEVCERT": str(DEVCERT), "DEVCERT_COPY": str(WORK / "copy")}


def build_for_others() -> None:
    """What the runners of other platforms upload, as far as the last job needs it."""
    for row in table.TARGETS:
        if row.triple == TRIPLE:
            continue
        programs = ARTIFACTS / f"program-{row.triple}"
        programs.mkdir(parents=True)
        (programs / row.program).write_text("another platform's program")
        archive = [ROOT / "packaging/archive", "--triple", row.triple, "--program", programs / row.program]
        archive += ["--assets", WORK / "jobs/build/assets", "--out", ARTIFACTS / f"release-{row.triple}"]
        subprocess.run(archive, check=True, stdout=subprocess.DEVNULL)


def check(folder: pathlib.Path, ca: pathlib.Path) -> None:
    """What was published: every file, signed, and the image of both processors."""
    files = {path.name for path in (folder / "release").iterdir()}
    expected = {row.asset for row in table.TARGETS} | {"SHA256SUMS", "SHA256SUMS.sig", "SHA256SUMS.crt", "install.sh"}
    expected |= {"manifests.tar.gz", f"{table.NAME}-{table.VERSION}.cdx.json"}
    others = files - expected
    assert expected <= files, f"the release has no {sorted(expected - files)}"
    assert len(others) == 1 and re.fullmatch(rf"{table.NAME}_{table.VERSION}-.*\.deb", *others), others
    subprocess.run([ROOT / "packaging/verify-signature", "--ca", ca, folder / "release"], check=True)
    sums = (folder / "release/SHA256SUMS").read_text()
    assert {line.split()[1] for line in sums.splitlines()} == {name for name in files if not name.startswith("SHA256SUMS")}
    bom = json.loads((folder / "release" / f"{table.NAME}-{table.VERSION}.cdx.json").read_text())
    assert len(bom["components"]) > 100, len(bom["components"])
    assert sorted(path.name for path in (folder / "context/linux").glob("*/devcert")) == ["devcert"] * 2
    calls = CALLS.read_text().splitlines()
    created = next(call for call in calls if call.startswith(f"gh release create v{table.VERSION} "))
    assert {pathlib.Path(word).name for word in created.split() if word.startswith("release/")} == files, created
    assert any(call.startswith("docker buildx build ") and f"images.example.test/devcert:{table.VERSION}" in call for call in calls)
    assert f"rustup target add {TRIPLE}" in calls, calls
    # The checked versions of cargo's own programs are those that the tests of packages use.
    for call in calls:
        if tool := re.fullmatch(r"cargo install --locked --version (\S+) (\S+)", call):
            test = (ROOT / "packaging/tests" / tool[2].removeprefix("cargo-")).read_text()
            assert f"cargo_tool {tool[2]} {tool[1]}\n" in test, call


def main() -> None:
    stand_in()
    signer = WORK / "signer"
    # As packaging/README.md creates them.
    ca = WORK / "release-ca"
    run = lambda *words: subprocess.run([DEVCERT, "--quiet", *words], check=True)  # noqa: E731
    run("ca", "init", "--ca", ca, "--name", "devcert releases")
    run("issue", "--ca", ca, "--profile", "code-signing", "--days", "730", "--dir", signer, "devcert releases")
    shown = subprocess.run([DEVCERT, "ca", "path", "--cert", "--ca", ca], check=True, capture_output=True, text=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    contexts = {
        "github.sha": commit.strip(),
        "secrets.RELEASE_KEY": (signer / "private.pem").read_text().strip(),
        "secrets.RELEASE_CERT": (signer / "file.crt").read_text().strip(),
        "secrets.GITHUB_TOKEN": "token",
        "vars.IMAGE": "images.example.test/devcert",
    }
    row = next(one for one in MATRIX if one["triple"] == TRIPLE)
    run_job("build", contexts | {f"matrix.{key}": value for key, value in row.items()})
    run_job("glibc", contexts)
    build_for_others()
    check(run_job("publish", contexts), pathlib.Path(shown.stdout.strip()))


main()
