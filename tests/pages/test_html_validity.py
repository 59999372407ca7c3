"""Every page passes the Nu HTML checker, the visitor's and the staff's, in each of its states."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import CACHE, one_at_a_time
from tests.factories import keep_lead
from tests.house_client import HouseClient

pytestmark = pytest.mark.slow

PACKAGE = Path(__file__).parent / "nu"  # package.json and its lock
PAGES = (
    "/",
    "/flightops",
    "/blog/",
    "/frank-roebers",
    "/vortraege",
    "/kontakt?thema=nis2",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/bausteine",
    "/leitstand/anmelden",
)
DESK = ("/leitstand/", "/leitstand/anfragen", "/leitstand/inhalte")


@pytest.fixture(scope="module")
def checker() -> Path:
    for tool in ("java", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"nu: no {tool}")
    home = CACHE / "nu"
    jar = home / "node_modules/vnu-jar/build/dist/vnu.jar"
    with one_at_a_time():
        if not jar.exists():
            shutil.copytree(PACKAGE, home, dirs_exist_ok=True)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=home, check=True)
    return jar


def test_every_page_is_valid_html(
    checker: Path, app: Flask, house: HouseClient, desk: HouseClient, tmp_path: Path
) -> None:
    with app.app_context():
        lead = f"/leitstand/anfragen/{keep_lead().reference}"
        articles = [f"/blog/{article.slug}" for article in app.extensions["content"].current().articles]
    refused = house.client.post("/kontakt", data={"email": "keine Adresse", "reply_by": "phone"})
    pages = {path: house.client.get(path).text for path in (*PAGES, *articles, "/gibt/es/nicht")}
    pages |= {path: desk.client.get(path).text for path in (*DESK, lead)} | {"422": refused.text}

    folder = tmp_path / "pages"
    folder.mkdir()
    for number, text in enumerate(pages.values()):
        (folder / f"{number}.html").write_text(text)
    command = ["java", "-jar", str(checker), "--exit-zero-always", "--format", "json", str(folder)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stderr)

    names = list(pages)
    problems = [
        f"{names[int(Path(message['url']).stem)]}:{message['lastLine']} {message['message']}"
        for message in found["messages"]
        if message["type"] == "error"
    ]
    assert problems == []
