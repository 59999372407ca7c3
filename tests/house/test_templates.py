"""Templates parse, import only what they use, are all used, and keep style, script and trust out."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
PAGES = [name for name in NAMES if not name.startswith("mail/")]
# Flask-Mail and Flask-Security take these names from a setting or build them; nothing else may be named at run time.
MAIL_PARTS = re.compile(r"mail/\w+/(subject\.txt|body\.txt|body\.html)")


@pytest.fixture
def trees(app):
    return {name: app.jinja_env.parse((FOLDER / name).read_text(), name) for name in NAMES}


def test_every_template_compiles(app):
    for name in NAMES:
        app.jinja_env.get_template(name)


def test_every_imported_macro_exists_and_is_used(trees):
    faults = []
    for name, tree in trees.items():
        used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
        for found in tree.find_all(nodes.FromImport):
            source = found.template.value
            defined = {macro.name for macro in trees[source].find_all(nodes.Macro)}
            for entry in found.names:
                macro, alias = entry if isinstance(entry, tuple) else (entry, entry)
                faults += [f"{name}: {source} has no {macro}"] * (macro not in defined)
                faults += [f"{name}: {alias} is imported and not used"] * (alias not in used)

    assert faults == []


def test_macros_are_imported_by_name(trees):
    assert [name for name, tree in trees.items() if tree.find(nodes.Import)] == []


def test_every_template_is_used(trees):
    references = (nodes.Extends, nodes.Include, nodes.FromImport)
    named = {
        found.value
        for tree in trees.values()
        for node in tree.find_all(references)
        for found in node.find_all(nodes.Const)
    }
    code = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))

    unused = [
        name
        for name in NAMES
        if name not in named and f'"{name}"' not in code and not MAIL_PARTS.fullmatch(name)
    ]

    assert unused == []


def test_no_template_trusts_text_by_itself(trees):
    """Markup comes from Python, where it is made and tested; a template escapes whatever it is given."""
    filters = [(name, found) for name, tree in trees.items() for found in tree.find_all(nodes.Filter)]
    trusting = [
        name for name, found in filters if found.name == "safe" and not isinstance(found.node, nodes.Const)
    ]
    unescaped = [name for name, tree in trees.items() if tree.find(nodes.ScopedEvalContextModifier)]

    assert (trusting, unescaped) == ([], [])


def test_pages_and_html_mails_escape(app):
    assert [name for name in NAMES if name.endswith(".html") and not app.jinja_env.autoescape(name)] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_inline_style_or_script(name):
    source = (FOLDER / name).read_text()
    scripts = [
        tag
        for tag in re.findall(r"<script[^>]*>", source)
        if "src=" not in tag and "application/ld+json" not in tag
    ]

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", source, re.IGNORECASE) + scripts == []


def test_mails_fetch_nothing_and_run_nothing():
    mails = [name for name in NAMES if name.startswith("mail/") and name.endswith(".html")]
    pattern = r"<script|<img|<link|@import|url\(|\son[a-z]+=|javascript:"

    found = {name: re.findall(pattern, (FOLDER / name).read_text(), re.IGNORECASE) for name in mails}

    assert {name: faults for name, faults in found.items() if faults} == {}
