"""Markdown to HTML in German typography; raw HTML in a source file stays text."""

import math
import re
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from app.pages.marginal_notes import marginal_notes_plugin
from app.templating import typo, typo_html

WORDS_PER_MINUTE = 200  # silent reading of German prose; Brysbaert 2019 finds about 180 to 260
CALL_TO_ACTION_AT = 0.6  # of the words; after that block the card stands


class Heading(NamedTuple):
    id: str
    text: str


class Document(NamedTuple):
    """A rendered body, parted where the call to action goes in."""

    html_before: Markup
    html_after: Markup
    toc: tuple[Heading, ...]
    word_count: int

    @property
    def html(self) -> Markup:
        return self.html_before + self.html_after

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))


def slug(title: str) -> str:
    plain = title.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"typographer": True, "quotes": "„“‚‘", "html": False})
    parser.enable(["replacements", "smartquotes", "table"])
    parser.use(anchors_plugin, min_level=2, max_level=3, slug_func=slug)
    parser.use(footnote_plugin).use(marginal_notes_plugin).use(attrs_plugin).use(deflist_plugin)
    parser.use(container_plugin, name="note")
    parser.add_render_rule("footnote_caption", footnote_caption)
    return parser


def footnote_caption(_: Any, tokens: list[Token], index: int, *__: Any) -> str:
    """A plain figure; the plugin's own puts it in brackets."""
    return str(tokens[index].meta["id"] + 1)


PARSER = build_parser()


def block(source: str) -> Markup:
    return typo_html(Markup(PARSER.render(source)))  # noqa: S704 - raw HTML is off


def inline(source: str) -> Markup:
    return typo_html(Markup(PARSER.renderInline(source)))  # noqa: S704 - raw HTML is off


def document(source: str) -> Document:
    env: dict[str, Any] = {}
    tokens = PARSER.parse(source, env)
    cut = call_to_action_position(tokens)
    return Document(
        render(tokens[:cut], env),
        render(tokens[cut:], env),
        tuple(headings(tokens)),
        sum(map(word_count, tokens)),
    )


def render(tokens: list[Token], env: dict[str, Any]) -> Markup:
    return typo_html(Markup(PARSER.renderer.render(tokens, PARSER.options, env)))  # noqa: S704 - raw HTML is off


def call_to_action_position(tokens: list[Token]) -> int:
    """Index behind the block in which the reader passes 60 %, never between a heading and its text."""
    total, read = sum(map(word_count, tokens)), 0
    for index, token in enumerate(tokens):
        read += word_count(token)
        closes_block = token.level == 0 and token.nesting <= 0 and token.type != "heading_close"
        if closes_block and read >= CALL_TO_ACTION_AT * total:
            return index + 1
    return len(tokens)


def word_count(token: Token) -> int:
    return len(token.content.split()) if token.type == "inline" else 0


def headings(tokens: list[Token]) -> list[Heading]:
    return [
        Heading(str(token.attrs["id"]), heading_text(tokens[index + 1]))
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def heading_text(token: Token) -> str:
    """As the heading itself reads: without marks, with its quotes and dashes."""
    words = (child.content for child in token.children or () if child.type in ("text", "code_inline"))
    return typo("".join(words))
