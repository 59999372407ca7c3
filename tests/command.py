"""A `flightops` command in this process."""

import os

from click.testing import CliRunner, Result

from app.cli import cli


def run_command(*words: str) -> Result:
    """Afterwards files are made as before: a command narrows the umask of the process it runs in."""
    umask = os.umask(0o022)
    try:
        return CliRunner().invoke(cli, words)
    finally:
        os.umask(umask)
