"""What is published, what waits, and how it will look; the words themselves are edited in files."""

from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue

from app.desk.access import blueprint
from app.pages.content import Content, ContentStore, State

STATES = {
    State.PUBLISHED: "veröffentlicht",
    State.SCHEDULED: "geplant",
    State.UNRELEASED: "wartet auf Freigabe",
    State.DRAFT: "Entwurf",
}


def content() -> Content:
    store: ContentStore = current_app.extensions["content"]
    return store.current()


@blueprint.get("/inhalte")
def list_pages() -> ResponseReturnValue:
    found = content()
    rows = [(article, found.state(article), STATES[found.state(article)]) for article in found.articles]
    return render_template("desk/pages.html", rows=rows)


@blueprint.get("/inhalte/<slug>")
def preview(slug: str) -> ResponseReturnValue:
    """An article as readers will see it, whatever keeps it from them today."""
    found = next((article for article in content().articles if article.slug == slug), None) or abort(404)
    is_kept_back = content().state(found) is not State.PUBLISHED
    return render_template(
        "pages/article.html", article=found, related=content().related(found), preview=is_kept_back
    )
