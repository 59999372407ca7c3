"""The start page, the method and the talks, as their front matter must be."""

from pydantic import Field, InstanceOf

from app.pages import markdown
from app.pages.models import ArticleCallToAction, InlineMarkdown
from app.pages.site import Part


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
    """One of the five; the longer fields are told on the method page alone."""

    code: str
    name: str
    what: str
    result: str
    meaning: str = ""
    question: str = ""
    done_when: str = ""


class Method(Part):
    title: str
    lead: str
    fixes: tuple[Fix, ...] = Field(min_length=4)  # stand on the chart


class Step(Part):
    at: str
    text: str


class Course(Part):
    title: str
    steps: tuple[Step, ...] = Field(min_length=2)  # the recorder marks the last two


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


class Term(Part):
    term: str
    foreign: str = ""  # the English word, marked as such for screen readers
    aviation: str
    operation: str


class Glossary(Part):
    title: str
    lead: str
    terms: tuple[Term, ...]


class MethodPage(Part):
    title: str
    description: str
    lead: str
    method: Method
    glossary: Glossary
    cta: ArticleCallToAction
    body: InstanceOf[markdown.Document]


class Talk(Part):
    title: str
    text: str
    questions: tuple[str, ...]


class TalksPage(Part):
    title: str
    description: str
    lead: str
    author: str
    topics: tuple[Talk, ...]
    request: Column
    cta: ArticleCallToAction
    body: InstanceOf[markdown.Document]


class LegalText(Part):
    """A text of the owner's lawyers that takes the place of a generated page."""

    title: str
    description: str = ""
    body: InstanceOf[markdown.Document]
