"""Enquiries that are one and offers that are none, from corpus/{ham,spam}/*.yaml; a bare text is a message."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from werkzeug.datastructures import MultiDict

from app.enquiry.forms import EnquiryForm
from app.pages.reader import Loader

FOLDER = Path(__file__).parent / "corpus"


def corpus(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each stands and what it fills in; who gives no name is called Robin Meyer."""
    for path in sorted((FOLDER / kind).glob("*.yaml")):
        for number, entry in enumerate(entries(path)):
            typed = {"message": entry} if isinstance(entry, str) else entry
            usual = {"name": "Robin Meyer", "email": f"robin.meyer{number}@post{number}.example"}
            yield f"{kind}/{path.stem} {number}", usual | typed


@cache
def entries(path: Path) -> list[str | dict[str, Any]]:
    found: list[str | dict[str, Any]] = yaml.load(path.read_text(), Loader)  # noqa: S506 - the safe one
    return found


def hand(place: str) -> str:
    """Who wrote it: each file is of one hand."""
    return place.partition("/")[2].partition(" ")[0]


def form(**typed: Any) -> EnquiryForm:
    """Valid unless told otherwise, as it is when it reaches the check."""
    filled = EnquiryForm(MultiDict({"name": "Robin Meyer", "email": "robin@meyer.example"} | typed))
    filled.validate()
    return filled
