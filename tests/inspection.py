"""What every HTML page of the house keeps; each check yields sentences about what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

CONTROLS = "input, select, textarea"
NEEDS_NO_LABEL = ("hidden", "submit", "button", "reset", "image")
NOT_PROSE = ("code", "pre", "kbd", "samp", "script", "style", "textarea", "title")
INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    )
)
# What the browser fetches by itself, as opposed to where a person may go.
RESOURCES = (
    ("script, img, iframe, source, video, audio, embed, track, input", "src"),
    ("img, source", "srcset"),
    (
        "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=manifest], link[rel=apple-touch-icon], use",
        "href",
    ),
    ("object", "data"),
)


def problems(soup: BeautifulSoup, *, typed: set[str]) -> list[str]:
    """Everything wrong with a page by itself. `typed` holds texts of visitors, who may quote as they like."""
    checks = (heading, language, labels, references, inline_code, forms, images, resources)
    return [problem for check in checks for problem in check(soup)] + list(straight_quotes(soup, typed))


def heading(soup: BeautifulSoup) -> Iterator[str]:
    headings = [words(found) for found in soup.find_all("h1")]
    title = words(soup.title) if soup.title else ""
    if len(headings) != 1:
        yield f"one h1 expected, found {headings}"
    elif not title.removeprefix("Fehler: ").startswith(headings[0]):
        yield f"the title „{title}“ does not start with the h1 „{headings[0]}“"


def language(soup: BeautifulSoup) -> Iterator[str]:
    if soup.html is None or soup.html.get("lang") != "de":
        yield "<html> lacks lang=de"


def labels(soup: BeautifulSoup) -> Iterator[str]:
    bound = {label.get("for") for label in soup.find_all("label")}
    for control in soup.select(CONTROLS):
        if control.get("type") in NEEDS_NO_LABEL:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label")
        if not named and control.get("id") not in bound - {None}:
            yield f"no label is bound to {short(control)}"


def references(soup: BeautifulSoup) -> Iterator[str]:
    """Ids are unique, and whatever points to one finds it."""
    ids = Counter(found["id"] for found in soup.select("[id]"))
    yield from (f"the id „{name}“ stands {count} times" for name, count in ids.items() if count > 1)
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list"):
        for element in soup.select(f"[{attribute}]"):
            yield from (
                f"{attribute} points to „{name}“, which is not there: {short(element)}"
                for name in str(element[attribute]).split()
                if name not in ids
            )


def inline_code(soup: BeautifulSoup) -> Iterator[str]:
    yield from (f"inline style: {short(found)}" for found in soup.select("style, [style]"))
    for script in soup.find_all("script"):
        if script.get("type") != "application/ld+json" and (not script.get("src") or words(script)):
            yield f"inline script: {short(script)}"
    for element in soup.find_all(True):
        yield from (
            f"inline handler: {short(element)}" for name in element.attrs if name.lower().startswith("on")
        )
        for name in ("href", "src", "action", "formaction"):
            if str(element.get(name, "")).strip().lower().startswith("javascript:"):
                yield f"script as an address: {short(element)}"


def forms(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.find_all("form"):
        yield from (
            f"form without {name}: {short(form)}" for name in ("action", "method") if not form.get(name)
        )


def images(soup: BeautifulSoup) -> Iterator[str]:
    yield from (
        f"image without alt: {short(image)}" for image in soup.find_all("img") if not image.has_attr("alt")
    )


def resources(soup: BeautifulSoup) -> Iterator[str]:
    """Nothing is fetched from another host."""
    for selector, attribute in RESOURCES:
        for element in soup.select(selector):
            url = urlsplit(str(element.get(attribute, "")).strip())
            if url.netloc or url.scheme:
                yield f"fetched from elsewhere: {short(element)}"


def straight_quotes(soup: BeautifulSoup, typed: set[str]) -> Iterator[str]:
    for text in soup.find_all(string=re.compile("[\"']")):
        prose = " ".join(text.split())
        if (
            type(text).__name__ == "NavigableString"
            and not text.find_parent(NOT_PROSE)
            and not is_typed(prose, typed)
        ):
            yield f"straight quotes in „{prose[:80]}“"


def is_typed(prose: str, typed: set[str]) -> bool:
    """Also when it was cut off, or stands in a sentence of ours that has no straight quote of its own."""
    start = prose.removesuffix("...").removesuffix("…").rstrip()
    if any(text.startswith(start) for text in typed):
        return True
    for text in typed:
        prose = prose.replace(text, "")
    return not re.search("[\"']", prose)


def words(element: Tag) -> str:
    """What a person reads there, as one line: blocks are parted by a space, words in the line are not."""
    pieces, last = [], None
    for text in element.strings:
        block = next((parent for parent in text.parents if parent.name not in INLINE), None)
        pieces += [" "] * (block is not last) + [text]
        last = block
    return " ".join("".join(pieces).replace("\u00ad", "").split())


def short(element: Tag) -> str:
    return " ".join(str(element).split())[:140]
