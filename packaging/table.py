"""The table of releases (table.toml), and what Cargo.toml says about the package."""

import pathlib
import re
import tomllib
from dataclasses import dataclass

PACKAGING = pathlib.Path(__file__).resolve().parent
ROOT = PACKAGING.parent


@dataclass(frozen=True)
class Target:
    """One row of the table."""

    triple: str
    os: str
    cpu: str
    uname: list[str]
    archive: str
    runner: str

    @property
    def program(self) -> str:
        """The file name of the program."""
        return "devcert.exe" if self.os == "win32" else "devcert"

    @property
    def npm_package(self) -> str:
        """The npm package that contains the program for this target."""
        return f"{NAME}-{self.os}-{self.cpu}"

    @property
    def asset(self) -> str:
        """The file name of the archive in a release."""
        return f"{NAME}-{VERSION}-{self.triple}.{self.archive}"

    @property
    def folder(self) -> str:
        """The only directory in the archive."""
        return f"{NAME}-{VERSION}-{self.triple}"


def _load(path: pathlib.Path) -> dict:
    with path.open("rb") as file:
        return tomllib.load(file)


_CARGO = _load(ROOT / "Cargo.toml")
_TABLE = _load(PACKAGING / "table.toml")

NAME: str = _CARGO["package"]["name"]
VERSION: str = _CARGO["package"]["version"]
DESCRIPTION: str = _CARGO["package"]["description"]
LICENSE: str = _CARGO["workspace"]["package"]["license"]
TARGETS: list[Target] = [Target(**row) for row in _TABLE["target"]]
REPOSITORY: str = _TABLE["repository"]


def target(triple: str) -> Target:
    """The row of a target triple. A build for glibc stands in for the one for musl of the same processor."""
    for row in TARGETS:
        if row.triple in (triple, triple.replace("-gnu", "-musl")):
            return row
    raise SystemExit(f"packaging/table.toml has no target {triple}")


def repository(given: str | None) -> str:
    """The address of the repository, without a slash at its end."""
    address = (given or REPOSITORY).rstrip("/")
    if not address:
        raise SystemExit(
            "the address of the repository is not set: specify it with --repository URL, or in packaging/table.toml"
        )
    if not re.fullmatch(r"https://[^/\s]+/[^/\s]+/[^/\s]+", address):
        raise SystemExit(f"the address of the repository must be https://HOST/OWNER/NAME, but is {address}")
    return address
