"""The program devcert, for Python: where it is, and a function that runs it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

__all__ = ["DevcertError", "program_path", "run"]


class DevcertError(Exception):
    """devcert failed; the text is its message."""


def program_path() -> Path:
    """Return the path of the program.

    Raises FileNotFoundError if the installation has none.
    """
    name = "devcert" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else None
    folders = [sysconfig.get_path("scripts")]
    folders += [sysconfig.get_path("scripts", scheme=user)] if user else []
    # `pip install --target DIR` puts scripts in DIR/bin.
    folders += [str(Path(__file__).parent.parent / "bin")]
    for folder in folders:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise FileNotFoundError(f"{name} is not in {', '.join(folders)}")


def run(*arguments: str | Path) -> str:
    """Run devcert and return its standard output.

    Raises DevcertError with the message of devcert if its exit code is not 0.
    """
    command = [str(program_path()), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise DevcertError(done.stderr.strip())
    return done.stdout
