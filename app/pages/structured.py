"""What a page shows, said once more for machines (schema.org as JSON-LD); nothing that is not visible on it."""

import json
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup

from app.pages.content import ContentStore
from app.pages.landing import Objection
from app.pages.models import Article, Author
from app.settings import Settings

Data = dict[str, Any]


def init_app(app: Flask) -> None:
    kinds = SimpleNamespace(
        organization=organization, person=person, article=article, breadcrumbs=breadcrumbs, faq=faq
    )
    app.jinja_env.globals.update(
        structured=kinds, ld=ld, canonical=canonical, share_image=share_image, absolute=absolute
    )


def ld(data: Data) -> Markup:
    """A data block; `<` is escaped, so no text can end the element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 - escaped above


def absolute(path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}{path}"


def canonical() -> str:
    """The one address of this page: the parameters the press lets through belong to it, topics of the form do not."""
    kept = f"?{request.query_string.decode()}" if request.query_string and request.path == "/blog/" else ""
    return absolute(request.path + kept)


def share_image(page: Any = None) -> str:
    own = getattr(page, "share_image", "")
    if own:
        return absolute(f"/media/{own}")
    asset: Any = current_app.jinja_env.globals["asset"]
    return absolute(asset("img/share.png"))


def organization() -> Data:
    store: ContentStore = current_app.extensions["content"]
    company = store.current().site.company
    known: Data = {"@type": "Organization", "name": company.name, "url": absolute("/")}
    for name, value in (("email", company.email), ("telephone", company.phone)):
        if value:
            known[name] = value
    if company.street and company.city:
        known["address"] = {
            "@type": "PostalAddress",
            "streetAddress": company.street,
            "postalCode": company.postcode,
            "addressLocality": company.city,
            "addressCountry": "DE",
        }
    return known


def person(author: Author) -> Data:
    data: Data = {"@type": "Person", "name": author.name}
    if author.role:
        data["jobTitle"] = author.role
    if author.has_page:
        data["url"] = absolute(author.url)
    if author.photo:
        data["image"] = absolute(f"/media/{author.photo}")
    return data


def article(found: Article) -> Data:
    by_person = {"@type": "Organization", "name": organization()["name"]}
    return {
        "@type": "Article",
        "headline": found.title,
        "description": found.description,
        "datePublished": found.published.isoformat(),
        "dateModified": found.changed.isoformat(),
        "inLanguage": "de",
        "author": person(found.author) if found.author.has_page else by_person,
        "publisher": organization(),
        "image": share_image(found),
        "mainEntityOfPage": absolute(found.url),
    }


def breadcrumbs(trail: Iterable[dict[str, str]], here: str) -> Data:
    steps = [(step["label"], absolute(step["url"])) for step in trail] + [(here, canonical())]
    items = [
        {"@type": "ListItem", "position": number, "name": label, "item": url}
        for number, (label, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def faq(objections: Iterable[Objection]) -> Data:
    questions = [
        {
            "@type": "Question",
            "name": objection.question,
            "acceptedAnswer": {"@type": "Answer", "text": objection.answer.striptags()},
        }
        for objection in objections
    ]
    return {"@type": "FAQPage", "mainEntity": questions}
