"""Checks the manifests for Scoop and winget against the files of a release, and the release workflow against the table."""

import json
import pathlib
import re
import subprocess
import sys
import zipfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
import table  # noqa: E402

out, release = map(pathlib.Path, sys.argv[1:])
digests = {name: digest for digest, name in (line.split() for line in (release / "SHA256SUMS").read_text().splitlines())}


def check_archive(url: str, digest: str, program: str) -> None:
    name = url.rsplit("/", 1)[1]
    assert digests[name] == digest.lower(), f"{name}: another checksum"
    assert program in zipfile.ZipFile(release / name).namelist(), f"{name} has no {program}"


def scoop() -> None:
    manifest = json.loads((out / "scoop/devcert-cli.json").read_text())
    assert {"version", "description", "homepage", "license", "architecture", "bin"} <= manifest.keys()
    assert manifest["version"] == table.VERSION
    for archive in manifest["architecture"].values():
        check_archive(archive["url"], archive["hash"], f"{archive['extract_dir']}/{manifest['bin']}")


# What the schemas 1.6.0 of winget require.
REQUIRED = {
    "version": {"PackageIdentifier", "PackageVersion", "DefaultLocale", "ManifestType", "ManifestVersion"},
    "defaultLocale": {
        *("PackageIdentifier", "PackageVersion", "PackageLocale", "Publisher", "PackageName", "License"),
        *("ShortDescription", "ManifestType", "ManifestVersion"),
    },
    "installer": {"PackageIdentifier", "PackageVersion", "Installers", "ManifestType", "ManifestVersion"},
}


def winget() -> None:
    files = sorted((out / "winget").iterdir())
    manifests = {path.name: yaml.safe_load(path.read_text()) for path in files}
    assert {one["ManifestType"] for one in manifests.values()} == REQUIRED.keys()
    for name, manifest in manifests.items():
        assert REQUIRED[manifest["ManifestType"]] <= manifest.keys(), name
        assert name.startswith(manifest["PackageIdentifier"]), name
        assert re.fullmatch(r"[^.\s]{1,32}(\.[^.\s]{1,32}){1,7}", manifest["PackageIdentifier"])
        assert manifest["PackageVersion"] == table.VERSION, f"{name}: {manifest['PackageVersion']!r}"
    installer = next(one for one in manifests.values() if one["ManifestType"] == "installer")
    program = installer["NestedInstallerFiles"][0]["RelativeFilePath"].replace("\\", "/")
    for one in installer["Installers"]:
        check_archive(one["InstallerUrl"], one["InstallerSha256"], program)


def installer() -> None:
    script = (out / "install.sh").read_text()
    found = set(re.findall(r"triple=(\S+) archive=(\S+)", script))
    assert found == {(row.triple, row.archive) for row in table.TARGETS}, f"install.sh has {found}"
    for row in table.TARGETS:
        system, machine = row.uname
        case = rf"'{system}'?\*?'? {machine}'.*triple={row.triple} "
        assert re.search(case, script), f"install.sh does not select {row.triple} for {row.uname}"


def workflow() -> None:
    steps = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    matrix = steps["jobs"]["build"]["strategy"]["matrix"]["include"]
    found = {(row["triple"], row["runner"]) for row in matrix}
    assert found == {(row.triple, row.runner) for row in table.TARGETS}, f"release.yml builds {found}"
    for job in steps["jobs"].values():
        for step in job["steps"]:
            for script in re.findall(r"packaging/[\w/.-]+", step.get("run", "")):
                assert (ROOT / script).exists(), f"release.yml runs {script}, which does not exist"


def scripts_of_steps() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())["jobs"].values()
    steps = [*action["runs"]["steps"], *(step for job in jobs for step in job["steps"])]
    scripts = [step["run"] for step in steps if "run" in step]
    assert len(scripts) > 8, scripts
    # GitHub runs them with `-e`, which ends them at a `cd` that fails.
    for script in scripts:
        shellcheck = ["shellcheck", "--shell=bash", "--severity=warning", "--exclude=SC2164", "-"]
        done = subprocess.run(shellcheck, input=script, capture_output=True, text=True)
        assert done.returncode == 0, f"{script}{done.stdout}"


scoop()
winget()
installer()
workflow()
scripts_of_steps()
