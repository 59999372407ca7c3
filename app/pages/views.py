"""The public pages. None of them touches the database, so they live while it does not."""

from flask import Blueprint, Flask, abort, current_app, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from app.pages.content import Content, ContentStore
from app.pages.site import Site
from app.settings import Settings

blueprint = Blueprint("pages", __name__)

MEDIA_MAX_AGE = 3600  # seconds


def init_app(app: Flask, settings: Settings) -> None:
    store = ContentStore(settings.content_dir)
    app.extensions["content"] = store
    app.register_blueprint(blueprint)

    app.jinja_env.globals["latest_articles"] = lambda limit: store.current().published()[:limit]

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
    state, topic = content(), request.args.get("thema")
    articles = [article for article in state.published() if topic in (None, article.topic)]
    return render_template("pages/blog.html", articles=articles, topics=state.topics_in_use(), topic=topic)


@blueprint.get("/blog/<slug>")
def article(slug: str) -> ResponseReturnValue:
    found = content().article(slug) or abort(404)
    return render_template("pages/article.html", article=found, related=content().related(found))


@blueprint.get("/frank-roebers")
def author() -> ResponseReturnValue:
    found = content().authors.get("frank-roebers") or abort(404)
    return render_template("pages/author.html", author=found, articles=content().by_author(found))


@blueprint.get("/media/<path:name>")
def media(name: str) -> ResponseReturnValue:
    """Photos of the owner, from content/media."""
    settings: Settings = current_app.extensions["settings"]
    return send_from_directory(settings.content_dir / "media", name, max_age=MEDIA_MAX_AGE)


@blueprint.get("/impressum")
def imprint() -> ResponseReturnValue:
    return render_template("pages/imprint.html")


@blueprint.get("/datenschutz")
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html")
