"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FUNCTION_LIMIT = 40
MIGRATIONS = ROOT / "app" / "migrations" / "versions"  # lists of columns, never to be edited again


@pytest.mark.parametrize(
    ("folder", "pattern", "limit"),
    [
        ("app", "*.py", 250),
        ("tests", "*.py", 250),
        ("templates", "*.*", 100),
        ("static/js", "*.js", 60),
        ("static/css", "*.css", 160),
    ],
)
def test_no_file_outgrows_its_limit(folder, pattern, limit):
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in (ROOT / folder).rglob(pattern)
    }

    assert lengths, f"nothing found in {folder}"
    assert {name: length for name, length in lengths.items() if length > limit} == {}


def test_no_function_outgrows_its_limit():
    paths = [
        path
        for folder in ("app", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent != MIGRATIONS
    ]

    lengths = dict(item for path in paths for item in functions(path))

    assert {name: length for name, length in lengths.items() if length > FUNCTION_LIMIT} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1,
            )
