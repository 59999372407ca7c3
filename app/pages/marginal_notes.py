"""Footnotes as marginal notes: each stands right behind the block that refers to it."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def marginal_notes_plugin(parser: MarkdownIt) -> None:
    """To be used after the footnote plugin, whose list at the end it dissolves."""
    parser.core.ruler.after("footnote_tail", "marginal_notes", move_notes)
    parser.add_render_rule("note_open", render_note_open)


def move_notes(state: StateCore) -> None:
    kinds = [token.type for token in state.tokens]
    if "footnote_block_open" not in kinds:
        return
    end = kinds.index("footnote_block_open")
    notes = notes_by_number(state.tokens[end + 1 :])
    moved: list[Token] = []
    block: list[Token] = []
    for token in state.tokens[:end]:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            moved += with_notes(block, notes)
            block = []
    state.tokens = moved


def notes_by_number(tokens: list[Token]) -> dict[int, list[Token]]:
    notes: dict[int, list[Token]] = {}
    current: list[Token] = []
    for token in tokens:
        if token.type == "footnote_open":
            current = notes[token.meta["id"]] = []
        elif not token.type.startswith("footnote_"):
            current.append(token)
    return notes


def with_notes(block: list[Token], notes: dict[int, list[Token]]) -> list[Token]:
    inline = [child for token in block for child in token.children or ()]
    numbers = [ref.meta["id"] for ref in inline if ref.type == "footnote_ref" and not ref.meta["subId"]]
    if not numbers:
        return block
    for token in block:
        token.level += 1
    asides = [token for number in numbers for token in aside(number, notes[number])]
    return [
        Token("noted_open", "div", 1, attrs={"class": "noted"}, block=True),
        *block,
        Token("notes_open", "div", 1, attrs={"class": "noted__notes"}, level=1, block=True),
        *asides,
        Token("notes_close", "div", -1, level=1, block=True),
        Token("noted_close", "div", -1, block=True),
    ]


def aside(number: int, content: list[Token]) -> list[Token]:
    start = Token("note_open", "aside", 1, meta={"id": number}, level=2, block=True)
    return [start, *content, Token("note_close", "aside", -1, level=2, block=True)]


def render_note_open(_: Any, tokens: list[Token], index: int, *__: Any) -> str:
    number = tokens[index].meta["id"] + 1
    back = (
        f'<a class="note__number" href="#fnref{number}" aria-label="{number}, zurück zum Text">{number}</a>'
    )
    return f'<aside class="note" id="fn{number}" role="doc-footnote">{back}'
