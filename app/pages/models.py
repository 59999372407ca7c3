"""Articles, authors and the start page, as their front matter must be."""

from datetime import date
from typing import Annotated

from markupsafe import Markup
from pydantic import BeforeValidator, Field, InstanceOf

from app.pages import markdown
from app.pages.site import Part

InlineMarkdown = Annotated[Markup, BeforeValidator(markdown.inline)]
BlockMarkdown = Annotated[Markup, BeforeValidator(markdown.block)]


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
    def reading_minutes(self) -> int:
        return self.body.reading_minutes

    def is_published(self, today: date) -> bool:
        """Asked at every request, so a publish date needs no restart and no cron job."""
        return not self.draft and self.published <= today


class StripCell(Part):
    label: str
    value: str


class Hero(Part):
    title: str
    lead: str
    strip: tuple[StripCell, ...]


class Figure(Part):
    figure: str
    unit: str = ""
    text: str
    source: str


class TitledText(Part):
    title: str
    text: str


class Symptoms(Part):
    title: str
    lead: str
    items: tuple[TitledText, ...]
    result: str


class Fix(Part):
    code: str
    name: str
    what: str
    result: str


class Method(Part):
    title: str
    lead: str
    fixes: tuple[Fix, ...]


class Step(Part):
    at: str
    text: str


class Course(Part):
    title: str
    steps: tuple[Step, ...]


class Comparison(Part):
    title: str
    lead: str
    instrument: str
    begin: str
    without: Course
    with_: Course


class Column(Part):
    title: str
    items: tuple[str, ...]


class Scope(Part):
    title: str
    columns: tuple[Column, ...]


class Person(Part):
    title: str
    lead: str
    author: str


class Objection(Part):
    question: str
    answer: InlineMarkdown


class Objections(Part):
    title: str
    items: tuple[Objection, ...]


class Heading(Part):
    title: str
    lead: str = ""


class Start(Part):
    title: str
    description: str
    hero: Hero
    facts: tuple[Figure, ...]
    symptoms: Symptoms
    method: Method
    comparison: Comparison
    scope: Scope
    person: Person
    objections: Objections
    articles: Heading
    enquiry: Heading
