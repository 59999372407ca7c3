"""What dies comes back."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from app.pages.content import LOOK_EVERY
from app.settings import RESOURCES
from tests.served import Served, send

ARTICLE = "rot-heisst-jetzt"


@pytest.mark.parametrize("name", ["web", "worker"])
def test_killed_part_comes_back_by_itself(served: Served, name: str) -> None:
    [before] = served.parts(name)

    os.kill(before, signal.SIGKILL)

    served.wait_for(lambda: served.parts(name) not in ([], [before]))
    assert f"{name} ended with -9" in served.log
    served.wait_for(served.is_answering)
    send(served)


def test_killed_answering_process_comes_back_by_itself(served: Served) -> None:
    [web] = served.parts("web")
    found = subprocess.run(["pgrep", "-P", str(web)], capture_output=True, text=True, check=True)

    os.kill(int(found.stdout.split()[-1]), signal.SIGKILL)

    served.wait_for(served.is_answering)
    with urlopen(f"{served.url}/blog/{ARTICLE}", timeout=5) as answer:
        assert answer.status == 200


def test_fault_in_the_content_neither_keeps_a_killed_part_away_nor_brings_back_what_was_withdrawn(
    tmp_path: Path,
) -> None:
    content = shutil.copytree(RESOURCES / "content", tmp_path / "content")
    served = Served(tmp_path / "data", {"CONTENT_DIR": str(content), "LEADS_MAIL_TO": "a@beispiel.example"})
    served.start()
    try:
        before = served.parts("web") + served.parts("worker")
        withdraw(content / "blog" / f"{ARTICLE}.md")
        served.wait_for(lambda: status(f"{served.url}/blog/{ARTICLE}") == 404)
        time.sleep(LOOK_EVERY + 0.5)  # the parent has looked, too
        (content / "site.toml").write_text("das ist kein TOML")

        for part in before:
            os.kill(part, signal.SIGKILL)

        served.wait_for(lambda: not set(before) & {*served.parts("web"), *served.parts("worker")})
        served.wait_for(served.is_answering)
        assert status(f"{served.url}/blog/{ARTICLE}") == 404
        send(served)
        served.wait_for(lambda: list((served.data_dir / "mail").glob("*.eml")))
    finally:
        served.stop()


def withdraw(article: Path) -> None:
    article.write_text(article.read_text().replace("draft: false", "draft: true", 1))


def status(url: str) -> int:
    try:
        with urlopen(url) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_part_for_which_there_is_no_room_comes_back_when_there_is(tmp_path: Path) -> None:
    """The kernel may refuse a process; whoever is still there runs on."""
    result = supervise(NO_ROOM, tmp_path / "began")

    assert result.returncode == 0
    began = (tmp_path / "began").read_text()
    assert began.count("steady") == 1
    assert began.count("frail") >= 2
    assert b"frail cannot be started" in result.stderr


@pytest.mark.parametrize("name", ["deaf", "broken"])
def test_part_that_does_not_end_in_order_is_told_by_the_exit_code(tmp_path: Path, name: str) -> None:
    result = supervise(DISORDERLY, tmp_path / "began", name)

    assert result.returncode == 1
    assert (tmp_path / "began").read_text() == name


def supervise(script: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, timeout=30, capture_output=True, check=False)


NO_ROOM = """
import os, signal, sys, time
from app import server

began, fork, refused = sys.argv[1], os.fork, []

def part(name, seconds):
    def run():
        with open(began, "a") as file:
            file.write(name + " ")
        time.sleep(seconds)
    return run

def scarce():
    if len(refused) < 1 and os.path.exists(began) and "frail" in open(began).read():
        refused.append(1)
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()

def stop_when_back():
    if os.path.exists(began) and open(began).read().count("frail") >= 2:
        os.kill(os.getpid(), signal.SIGTERM)

os.fork = scarce
sys.exit(server.serve({"steady": part("steady", 60), "frail": part("frail", 0.2)}, stop_when_back))
"""
DISORDERLY = """
import os, signal, sys, time
from pathlib import Path
from app import server

began, name = Path(sys.argv[1]), sys.argv[2]
server.STOP_WITHIN = 0.5

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    began.write_text(name)
    time.sleep(60)

def broken():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
    began.write_text(name)
    time.sleep(60)

def stop_when_there():
    if began.exists() and began.read_text():
        os.kill(os.getpid(), signal.SIGTERM)

sys.exit(server.serve({name: {"deaf": deaf, "broken": broken}[name]}, stop_when_there))
"""
