"""The public pages. None of them touches the database, so they live while it does not."""

from flask import Blueprint, Flask, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.pages.content import Content, ContentStore
from app.pages.site import Site
from app.settings import Settings

blueprint = Blueprint("pages", __name__)


def init_app(app: Flask, settings: Settings) -> None:
    store = ContentStore(settings.content_dir)
    app.extensions["content"] = store
    app.register_blueprint(blueprint)

    @app.context_processor
    def site() -> dict[str, Site]:
        return {"site": store.current().site}


def content() -> Content:
    store: ContentStore = current_app.extensions["content"]
    return store.current()


@blueprint.get("/")
def start() -> ResponseReturnValue:
    state = content()
    person = state.authors.get(state.start.person.author)
    return render_template(
        "pages/start.html", start=state.start, person=person, articles=state.published()[:3]
    )


@blueprint.get("/blog/")
def blog() -> ResponseReturnValue:
    topic = request.args.get("thema")
    articles = [article for article in content().published() if topic in (None, article.topic)]
    return render_template("pages/blog.html", articles=articles, topic=topic)


@blueprint.get("/blog/<slug>")
def article(slug: str) -> ResponseReturnValue:
    found = content().article(slug) or abort(404)
    return render_template("pages/article.html", article=found, related=content().related(found))


@blueprint.get("/frank-roebers")
def author() -> ResponseReturnValue:
    found = content().authors.get("frank-roebers") or abort(404)
    return render_template("pages/author.html", author=found, articles=content().by_author(found))


@blueprint.get("/impressum")
def imprint() -> ResponseReturnValue:
    return render_template("pages/imprint.html")


@blueprint.get("/datenschutz")
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html")
