"""`python -m devcert_cli` is devcert."""

import os
import subprocess
import sys

from devcert_cli import program_path


def main() -> None:
    command = [str(program_path()), *sys.argv[1:]]
    if sys.platform == "win32":
        # On Windows, execv starts a new process and returns at once.
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
