"""Articles and authors, as their front matter must be."""

from datetime import date
from typing import Annotated

from markupsafe import Markup
from pydantic import BeforeValidator, Field, InstanceOf

from app.pages import markdown
from app.pages.site import Part


def text(value: object) -> str:
    """What is rendered before its type is looked at. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("Hier muss Text stehen.")  # noqa: TRY004 - pydantic makes a fault of this one only
    return value


InlineMarkdown = Annotated[Markup, BeforeValidator(markdown.inline), BeforeValidator(text)]
BlockMarkdown = Annotated[Markup, BeforeValidator(markdown.block), BeforeValidator(text)]


class Source(Part):
    title: str
    medium: str = ""
    date: str = ""  # as printed: a year, a month, a day, whatever is known
    url: str = ""
    retrieved: str = ""
    note: str = ""


class ChecklistItem(Part):
    item: str
    state: str


class Checklist(Part):
    title: str
    mode: str
    items: tuple[ChecklistItem, ...] = Field(min_length=1)


class ArticleCallToAction(Part):
    heading: str
    text: str
    topic: str = ""


class Fact(Part):
    label: str
    text: str


class Author(Part):
    slug: str
    name: str
    role: str = ""
    short: InlineMarkdown
    monogram: str = Field(max_length=3)
    photo: str | None = None
    photo_credit: str = ""
    facts: tuple[Fact, ...] = ()
    title: str = ""
    description: str = ""
    body: InstanceOf[markdown.Document]

    @property
    def has_page(self) -> bool:
        return bool(self.body.html)

    @property
    def url(self) -> str:
        return f"/{self.slug}"


class Article(Part):
    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    description: str = Field(max_length=200)
    lead: str
    share_image: str = ""  # a file in content/media; else the card all pages share
    topic: str
    author: Author
    published: date
    updated: date | None = None
    draft: bool = False
    released_by: str | None = None
    bridge: BlockMarkdown = Markup("")
    key_sentence: str = ""
    checklist: Checklist | None = None
    cta: ArticleCallToAction
    sources: tuple[Source, ...] = ()
    body: InstanceOf[markdown.Document]

    @property
    def url(self) -> str:
        return f"/blog/{self.slug}"

    @property
    def changed(self) -> date:
        return self.updated or self.published

    @property
    def reading_minutes(self) -> int:
        return self.body.reading_minutes
