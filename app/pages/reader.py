"""Reads the content folder: TOML, front matter and Markdown become checked objects, or the first fault is raised."""

import re
import tomllib
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.pages import markdown
from app.pages.faults import ContentError, first_fault, toml_line, yaml_line
from app.pages.landing import LegalText, MethodPage, Start, TalksPage
from app.pages.models import Article, Author
from app.pages.site import Site


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # in C six times as fast, where the wheel has it
    """Leaves dates as they are written: only whoever expects one can say what is wrong with the 31st of November."""

    yaml_implicit_resolvers: ClassVar = {
        first: [found for found in resolvers if found[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)

Model = TypeVar("Model", bound=BaseModel)


class Source(NamedTuple):
    """A Markdown file, parted into its front matter (as values and as written) and its body."""

    path: Path
    values: dict[str, Any]
    front_matter: str
    body: str

    def fault(self, loc: tuple[Any, ...], text: str) -> ContentError:
        return ContentError(self.path, yaml_line(self.front_matter, loc), text)


def read_site(path: Path) -> Site:
    text = read(path)
    try:
        return Site(**tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ContentError(
            path, int(line[1]) if line else 1, f"Das ist kein gültiges TOML ({error})."
        ) from error
    except ValidationError as error:
        loc, sentence = first_fault(error)
        raise ContentError(path, toml_line(text, loc), sentence) from error


def read_author(path: Path) -> Author:
    source = read_source(path)
    author = build(Author, source, slug=path.stem, body=markdown.document(source.body))
    if author.photo and not (path.parents[1] / "media" / author.photo).is_file():
        raise source.fault(("photo",), f"photo: „{author.photo}“ liegt nicht im Ordner media.")
    return author


def read_article(path: Path, site: Site, authors: dict[str, Author]) -> Article:
    source = read_source(path)
    for key, known in (("author", authors), ("topic", site.topics)):
        wrong = source.values.get(key, "")
        if not isinstance(wrong, str) or wrong not in known:
            raise source.fault((key,), f"{key}: „{wrong}“ gibt es nicht. Bekannt sind: {', '.join(known)}.")
    author = authors[source.values["author"]]
    return build(Article, source, slug=path.stem, author=author, body=markdown.document(source.body))


def read_start(path: Path) -> Start:
    return build(Start, read_source(path))


def read_method(path: Path) -> MethodPage:
    source = read_source(path)
    return build(MethodPage, source, body=markdown.document(source.body))


def read_talks(path: Path) -> TalksPage:
    source = read_source(path)
    return build(TalksPage, source, body=markdown.document(source.body))


def read_legal(path: Path) -> LegalText:
    source = read_source(path)
    return build(LegalText, source, body=markdown.document(source.body))


def read_source(path: Path) -> Source:
    found = FRONT_MATTER.match(read(path).replace("\r\n", "\n"))
    if not found:
        raise ContentError(path, 1, "Die Datei beginnt nicht mit Angaben zwischen zwei Zeilen „---“.")
    try:
        values = yaml.load(found[1], Loader)  # noqa: S506 - both are the safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = mark.line + 2 if mark else 2
        raise ContentError(path, line, f"Die Angaben sind kein gültiges YAML ({problem}).") from error
    if not isinstance(values, dict):
        raise ContentError(path, 2, "Zwischen den Zeilen „---“ fehlen Angaben der Form „name: wert“.")
    return Source(path, values, found[1], found[2])


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, 1, f"Die Datei lässt sich nicht lesen ({error}).") from error


def build(model: type[Model], source: Source, **computed: Any) -> Model:
    try:
        return model.model_validate(source.values | computed)
    except ValidationError as error:
        raise source.fault(*first_fault(error)) from error
