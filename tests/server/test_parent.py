"""A process killed with no chance to say goodbye leaves nobody behind that holds the port or the lock."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import Served


def descendants(number: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(number)], capture_output=True, text=True, check=False)
    children = [int(child) for child in found.stdout.split()]
    return children + [below for child in children for below in descendants(child)]


def is_running(number: int) -> bool:
    """A zombie, which only waits for somebody to ask about it, is not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_parts_do_not_outlive_a_killed_parent(served: Served) -> None:
    parts = descendants(served.process.pid)
    assert len(parts) >= 3  # web, what answers in it, worker

    served.process.kill()
    served.process.wait()

    served.wait_for(lambda: not any(map(is_running, parts)), within=40)
    served.start()


def test_what_answers_does_not_outlive_a_killed_web_server(served: Served) -> None:
    [web] = [part for part in descendants(served.process.pid) if descendants(part)]
    answering = descendants(web)

    os.kill(web, signal.SIGKILL)

    served.wait_for(lambda: not any(map(is_running, answering)), within=40)
    served.wait_for(served.is_answering)


@pytest.mark.parametrize("lives", [True, False])
def test_who_begins_after_its_parent_died_ends_at_once(*, lives: bool) -> None:
    parent = os.getpid() if lives else 0
    begin = f"from app.process import die_with_parent; die_with_parent({parent})"

    assert subprocess.run([sys.executable, "-c", begin], check=False).returncode == (not lives)
