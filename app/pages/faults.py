"""What is wrong with a content file, said in one sentence with file and line."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.errors import ConfigurationError

SENTENCES = {
    "missing": "Es fehlt die Angabe „{name}“.",
    "extra_forbidden": "Die Angabe „{name}“ ist unbekannt. Ist sie vertippt?",
    "string_type": "„{name}“ muss Text sein. Setzen Sie den Wert in Anführungszeichen.",
    "string_too_long": "„{name}“ ist zu lang: höchstens {max_length} Zeichen.",
    "too_short": "„{name}“ braucht mindestens {min_length} Einträge.",
    "invalid_key": "Die Angabe „{name}“ ist unbekannt. Ist sie vertippt?",
    "date_parsing": "„{name}“ muss ein Datum wie 2026-11-24 sein.",
    "date_from_datetime_parsing": "„{name}“ muss ein Datum wie 2026-11-24 sein.",
    "date_type": "„{name}“ muss ein Datum wie 2026-11-24 sein.",
    "bool_parsing": "„{name}“ muss true oder false sein.",
    "greater_than_equal": "„{name}“ muss mindestens {ge} sein.",
    "less_than_equal": "„{name}“ darf höchstens {le} sein.",
    "value_error": "„{name}“: {error}",
}


class ContentError(ConfigurationError):
    """A file that cannot be published; the message names file and line."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        super().__init__(f"{path}, Zeile {line}: {text}")


def first_fault(error: ValidationError) -> tuple[tuple[Any, ...], str]:
    """Where it is and what to say. A slip in a name comes first: it is also why another name is missing."""
    found = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    name = ".".join(map(str, found["loc"]))
    wording = SENTENCES.get(found["type"], "„{name}“: Der Wert „{value}“ passt hier nicht.")
    return found["loc"], wording.format(name=name, value=found["input"], **found.get("ctx", {}))


def yaml_line(front_matter: str, loc: tuple[Any, ...]) -> int:
    """The line in the file (front matter starts in its second) where the value at `loc` stands, or its nearest parent."""
    node = yaml.compose(front_matter, Loader=yaml.SafeLoader)
    line = 0
    for step in loc:
        key, node = child(node, step)
        if node is None:
            break
        line = (key or node).start_mark.line
    return int(line) + 2


def child(node: Any, step: Any) -> tuple[Any, Any]:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None


def toml_line(text: str, loc: tuple[Any, ...]) -> int:
    """The line of the key at `loc`, else of its table, else the first: tomllib keeps no positions."""
    line, table = 1, ""
    wanted_table, wanted_key = ".".join(str(step) for step in loc[:-1] if isinstance(step, str)), str(loc[-1])
    for number, written in enumerate(text.splitlines(), start=1):
        if found := re.match(r"\s*\[+([\w.]+)\]+", written):
            table = found[1]
            line = number if table == wanted_table else line
        elif table == wanted_table and re.match(rf"\s*{re.escape(wanted_key)}\s*=", written):
            return number
    return line
