"""What the environment may say is told in two places besides the code: docs/settings.md and .env.example."""

import re
from pathlib import Path

from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent
NAMES = sorted(name.upper() for name in Settings.model_fields)
EXAMPLE = (ROOT / ".env.example").read_text()


def test_every_setting_is_documented_and_nothing_else():
    rows = re.findall(r"^\| *`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)

    assert sorted(rows) == NAMES


def test_every_setting_stands_in_the_example_file_and_nothing_else():
    assert sorted(re.findall(r"^#([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == NAMES


def test_the_example_file_shows_the_defaults(tmp_path):
    (tmp_path / "example.env").write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE))

    shown = Settings(_env_file=tmp_path / "example.env")

    assert shown.model_dump() == Settings(_env_file=None).model_dump()
