"""What must never stand in a file of this repository."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
IGNORED = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split() if line.strip("/")} | {
    ".git"
}
# Matched with a bracket around each dot, so that this file does not match itself.
HOSTS = r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|--(extra-)?index-url|--find-links"
MACHINE = r"(?<![\w.])/(work|root|home)/[a-z]"
LEFT_BEHIND = r"\b(TODO|FIXME|XXX)\b|<<<<<<<|lorem ipsum"


def test_locked_requirements_name_no_place_to_fetch_from():
    locks = [*(ROOT / "requirements").iterdir(), *ROOT.rglob("tests/**/package-lock.json")]

    assert len(locks) >= 3
    assert {path.name: re.findall(rf"://|^-|{HOSTS}", path.read_text(), re.MULTILINE) for path in locks} == {
        path.name: [] for path in locks
    }


def test_every_locked_requirement_has_a_checksum():
    for path in (ROOT / "requirements").iterdir():
        blocks = re.split(r"\n(?=\S)", path.read_text().strip())

        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_no_file_names_a_package_host_or_a_place_on_one_machine():
    assert list(matches(f"{HOSTS}|{MACHINE}")) == []


def test_nothing_unfinished_is_left_behind():
    assert list(matches(LEFT_BEHIND)) == []


def matches(pattern: str) -> Iterator[str]:
    for path in texts():
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if path != Path(__file__) and (found := re.search(pattern, line)):
                yield f"{path.relative_to(ROOT)}:{number} {found[0]}"


def texts() -> Iterator[Path]:
    """Every file that is ours and holds text."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            path.is_file()
            and not IGNORED & set(parts)
            and path.suffix != ".pyc"
            and b"\0" not in path.read_bytes()
        ):
            yield path
