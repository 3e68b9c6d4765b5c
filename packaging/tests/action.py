"""Runs the steps of action.yml as GitHub does, and then the steps of a job that uses its files.

usage: action.py RELEASES VERSION
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASES, VERSION = sys.argv[1:]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())

# A server with the files of the action, and clients that trust its CA by the environment alone.
NODE = """
const fs = require('fs'), https = require('https')
const options = { key: fs.readFileSync(process.env.KEY), cert: fs.readFileSync(process.env.CERT) }
const server = https.createServer(options, (_, response) => response.end('hello')).listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  const lookup = (_, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  https.get({ host: process.env.HOST, port, lookup }, (response) => {
    response.on('data', (data) => console.log(String(data))).on('end', () => server.close())
  }).on('error', (error) => { console.log(error.code); server.close() })
})
"""


class Job:
    """A job: a directory, and what its steps hand to the following ones."""

    def __init__(self, folder: str) -> None:
        self.folder = pathlib.Path(folder)
        self.work = self.folder / "work"
        for name in ("work", "home", "temp"):
            (self.folder / name).mkdir()
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder / "home")}
        self.outputs: dict[str, dict[str, str]] = {}

    def step(self, script: str, environment: dict[str, str], name: str = "") -> subprocess.CompletedProcess:
        files = {key: self.folder / key for key in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT")}
        for path in files.values():
            path.write_text("")
        path = self.folder / "step.sh"
        path.write_text(script)
        given = {key: str(path) for key, path in files.items()} | {"RUNNER_TEMP": str(self.folder / "temp")}
        # The command of `shell: bash`.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(path)]
        done = subprocess.run(
            command, cwd=self.work, env=self.environment | environment | given, capture_output=True, text=True
        )
        self.environment |= dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text().splitlines())
        added = files["GITHUB_PATH"].read_text().splitlines()
        self.environment["PATH"] = ":".join([*added, self.environment["PATH"]])
        self.outputs[name] = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done

    def use_action(self, **given: str) -> tuple[dict[str, str], str]:
        """Runs the steps of the action; returns its outputs and what it printed."""
        unknown = given.keys() - ACTION["inputs"].keys()
        assert not unknown, f"the action has no input {unknown}"
        inputs = {name: given.get(name, one["default"]) for name, one in ACTION["inputs"].items()}
        printed = ""
        for step in ACTION["runs"]["steps"]:
            assert step["shell"] == "bash" and "${{" not in step["run"], "values reach scripts through the environment alone"
            if not condition(step.get("if"), inputs):
                continue
            environment = {name: self.expand(text, inputs) for name, text in step.get("env", {}).items()}
            done = self.step(step["run"], environment, step.get("id", ""))
            printed += done.stdout + done.stderr
            if done.returncode != 0:
                raise RuntimeError(printed)
        return {name: self.expand(one["value"], inputs) for name, one in ACTION["outputs"].items()}, printed

    def expand(self, text: str, inputs: dict[str, str]) -> str:
        contexts = {
            "github.server_url": "https://git.example.test",
            "github.action_repository": "acme/devcert",
            "github.action_path": str(ROOT),
            **{f"inputs.{name}": value for name, value in inputs.items()},
        }
        for step, outputs in self.outputs.items():
            contexts |= {f"steps.{step}.outputs.{name}": value for name, value in outputs.items()}
        # An output of a step that did not run is empty; any other unknown name is an error.
        return re.sub(
            r"\$\{\{ (\S+) \}\}", lambda match: contexts.get(match[1], "") if "outputs" in match[1] else contexts[match[1]], text
        )

    def connect(self, outputs: dict[str, str], host: str) -> str:
        done = self.step("node server.js", {"KEY": outputs["key"], "CERT": outputs["cert"], "HOST": host})
        return done.stdout.strip() or done.stderr


def condition(text: str | None, inputs: dict[str, str]) -> bool:
    def holds(part: str) -> bool:
        name, operator, value = re.fullmatch(r"inputs\.(\w+) (==|!=) '([^']*)'", part).groups()
        return (inputs[name] == value) == (operator == "==")

    return all(holds(part) for part in text.split(" && ")) if text else True


def job(test) -> None:
    with tempfile.TemporaryDirectory() as folder:
        new = Job(folder)
        (new.work / "server.js").write_text(NODE)
        test(new)
    print(f"ok {test.__name__}")


def a_job_has_a_certificate_that_its_programs_trust(new: Job) -> None:
    outputs, printed = new.use_action(hosts="localhost\napp.test", releases=RELEASES)
    assert f"devcert {VERSION}" in printed
    assert outputs["key"] == "cert/private.pem" and pathlib.Path(outputs["ca"]).is_file(), outputs
    assert new.connect(outputs, "localhost") == "hello"
    assert new.connect(outputs, "app.test") == "hello"
    assert new.connect(outputs, "other.test") == "ERR_TLS_CERT_ALTNAME_INVALID"
    assert new.step("devcert --version", {}).stdout == f"devcert {VERSION}\n"


def the_defaults_are_the_names_of_the_machine(new: Job) -> None:
    outputs, _ = new.use_action(releases=RELEASES)
    assert new.connect(outputs, "localhost") == "hello"


def a_second_use_keeps_the_certificate(new: Job) -> None:
    new.use_action(releases=RELEASES)
    before = (new.work / "cert/file.crt").read_bytes()
    new.use_action(releases=RELEASES)
    assert (new.work / "cert/file.crt").read_bytes() == before


def without_trust_programs_reject_the_certificate(new: Job) -> None:
    outputs, _ = new.use_action(trust="false", releases=RELEASES, dir="tls files")
    assert outputs["cert"] == "tls files/file.crt"
    assert new.connect(outputs, "localhost") in ("SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE")


def without_hosts_devcert_is_installed_and_nothing_else(new: Job) -> None:
    outputs, _ = new.use_action(hosts="", releases=RELEASES)
    assert outputs == {"key": "", "cert": "", "ca": ""} and not (new.work / "cert").exists()
    assert new.step("devcert --version", {}).returncode == 0


def a_host_is_no_option_and_no_command(new: Job) -> None:
    for hosts in ("localhost --days=1", "$(touch hacked)", "a.test; touch hacked", "*"):
        try:
            new.use_action(hosts=hosts, releases=RELEASES)
        except RuntimeError:
            pass
        assert not (new.work / "hacked").exists(), hosts
    assert not (new.work / "cert").exists()


def the_releases_are_those_of_the_actions_repository(new: Job) -> None:
    try:
        new.use_action()
    except RuntimeError as error:
        assert f"https://git.example.test/acme/devcert/releases/download/v{VERSION}/SHA256SUMS" in str(error), error
    else:
        raise AssertionError("installed from a host that does not exist")


for test in (
    a_job_has_a_certificate_that_its_programs_trust,
    the_defaults_are_the_names_of_the_machine,
    a_second_use_keeps_the_certificate,
    without_trust_programs_reject_the_certificate,
    without_hosts_devcert_is_installed_and_nothing_else,
    a_host_is_no_option_and_no_command,
    the_releases_are_those_of_the_actions_repository,
):
    job(test)
