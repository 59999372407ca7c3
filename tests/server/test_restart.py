"""What dies comes back."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.settings import RESOURCES
from tests.served import Served, send


@pytest.mark.parametrize("name", ["web", "worker"])
def test_killed_part_comes_back_by_itself(served: Served, name: str) -> None:
    [before] = served.parts(name)

    os.kill(before, signal.SIGKILL)

    served.wait_for(lambda: served.parts(name) not in ([], [before]))
    served.wait_for(served.is_answering)
    send(served)


def test_killed_answering_process_comes_back_by_itself(served: Served) -> None:
    [web] = served.parts("web")
    found = subprocess.run(["pgrep", "-P", str(web)], capture_output=True, text=True, check=True)

    os.kill(int(found.stdout.split()[-1]), signal.SIGKILL)

    served.wait_for(served.is_answering)
    with urlopen(f"{served.url}/blog") as answer:
        assert answer.status == 200


def test_fault_in_the_content_keeps_no_killed_part_from_coming_back(tmp_path: Path) -> None:
    content = shutil.copytree(RESOURCES / "content", tmp_path / "content")
    served = Served(tmp_path / "data", {"CONTENT_DIR": str(content), "LEADS_MAIL_TO": "a@beispiel.example"})
    served.start()
    try:
        before = served.parts("web") + served.parts("worker")
        (content / "site.toml").write_text("das ist kein TOML")

        for part in before:
            os.kill(part, signal.SIGKILL)

        served.wait_for(lambda: not set(before) & {*served.parts("web"), *served.parts("worker")})
        served.wait_for(served.is_answering)
        send(served)
        served.wait_for(lambda: list((served.data_dir / "mail").glob("*.eml")))
    finally:
        served.stop()
