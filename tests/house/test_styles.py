"""Stylesheets keep the order of the house: colours in one place, no ids, no force, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "static" / "css"
SHEETS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.css"))
COLOUR = r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\("


def rules(name: str) -> str:
    """The sheet without its comments and without what it asks the browser."""
    return re.sub(r"/\*.*?\*/|@supports [^{]*", "", (FOLDER / name).read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "tokens.css"])
def test_colours_are_named_only_in_the_tokens(name):
    assert re.findall(COLOUR, rules(name), re.IGNORECASE) == []


@pytest.mark.parametrize("name", [name for name in SHEETS if not name.endswith(("reset.css", "print.css"))])
def test_nothing_is_important(name):
    assert re.findall("!important", rules(name)) == []


@pytest.mark.parametrize("name", SHEETS)
def test_no_rule_hangs_on_an_id(name):
    selectors = re.findall(r"([^{};]+)\{", rules(name))

    assert [
        selector.strip() for selector in selectors if re.search(r"#[a-z_-]", selector, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "tokens.css"])
def test_every_rule_stands_in_a_layer(name):
    sheet = rules(name)
    while sheet != (folded := re.sub(r"\{[^{}]*\}", ";", sheet)):
        sheet = folded

    outside = [
        rule.strip()
        for rule in sheet.split(";")
        if not re.match(r"\s*(@layer |@font-face|@property |@page|$)", rule)
    ]

    assert outside == []


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_comes_from_another_host(name):
    assert re.findall(r"@import|https?:|//[a-z]", rules(name)) == []
