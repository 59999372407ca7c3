"""The public pages. None of them touches the database, so they live while it does not."""

from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from flask.typing import ResponseReturnValue

from app import press
from app.pages import feeds, markdown, structured
from app.pages.content import Content, ContentStore, today
from app.pages.site import Site
from app.settings import Settings

blueprint = Blueprint("pages", __name__)

MEDIA_MAX_AGE = 3600  # seconds
ARTICLES_PER_PAGE = 12


def init_app(app: Flask, settings: Settings) -> None:
    """The pages, their feeds, and what templates may ask about them."""
    store = ContentStore(settings.content_dir, release_required=settings.is_production)
    app.extensions["content"] = store
    app.register_blueprint(blueprint)
    app.register_blueprint(feeds.blueprint)
    structured.init_app(app)
    app.before_request(follow_redirects)
    if not settings.is_production:
        app.add_url_rule("/bausteine", view_func=components)
    press.make_anew_when(app, lambda: (id(store.current()), today()))
    press.keep_parameters(app, "/blog/", thema=press.Anything(), seite=press.Anything())
    app.jinja_env.filters["slug"] = markdown.slug
    app.jinja_env.globals["latest_articles"] = lambda limit: store.current().published()[:limit]

    @app.context_processor
    def site() -> dict[str, Site]:
        return {"site": store.current().site}


def components() -> ResponseReturnValue:
    """Every component in every state, for whoever works on the look."""
    return render_template("pages/components.html")


def content() -> Content:
    store: ContentStore = current_app.extensions["content"]
    return store.current()


def follow_redirects() -> ResponseReturnValue | None:
    """Addresses of an earlier site, from the table in site.toml."""
    target = content().site.redirects.get(request.path)
    return redirect(target, code=301) if target else None


@blueprint.after_request
def allow_keeping(response: Response) -> Response:
    """The same for everybody, so the press may keep it."""
    if response.status_code == HTTPStatus.OK:
        response.headers.setdefault("Cache-Control", press.KEEP)
    return response


@blueprint.get("/")
def start() -> ResponseReturnValue:
    state = content()
    person = state.authors.get(state.start.person.author)
    return render_template(
        "pages/start.html", start=state.start, person=person, articles=state.published()[:3]
    )


@blueprint.get("/flightops")
def method() -> ResponseReturnValue:
    return render_template("pages/method.html", page=content().method)


@blueprint.get("/blog/")
def blog() -> ResponseReturnValue:
    state, topic = content(), request.args.get("thema")
    page = request.args.get("seite", "1")
    articles = [article for article in state.published() if topic in (None, article.topic)]
    pages = max(1, -(-len(articles) // ARTICLES_PER_PAGE))
    if page not in map(str, range(1, pages + 1)) or topic not in (None, *state.site.topics):
        abort(404)
    number = int(page)
    shown = articles[(number - 1) * ARTICLES_PER_PAGE :][:ARTICLES_PER_PAGE]
    paging = {"number": number, "pages": pages}
    return render_template(
        "pages/blog.html", articles=shown, topics=state.topics_in_use(), topic=topic, paging=paging
    )


@blueprint.get("/blog/<slug>")
def article(slug: str) -> ResponseReturnValue:
    found = content().article(slug) or abort(404)
    return render_template(
        "pages/article.html", article=found, related=content().related(found), preview=False
    )


@blueprint.get("/<slug>")
def author(slug: str) -> ResponseReturnValue:
    """An author with a text has a page under his key."""
    found = content().authors.get(slug)
    if found is None or not found.has_page:
        abort(404)
    return render_template("pages/author.html", author=found, articles=content().by_author(found))


@blueprint.get("/vortraege")
def talks() -> ResponseReturnValue:
    state = content()
    person = state.authors.get(state.talks.author)
    return render_template("pages/talks.html", page=state.talks, person=person)


@blueprint.get("/impressum")
def imprint() -> ResponseReturnValue:
    return legal("impressum", "pages/imprint.html")


@blueprint.get("/datenschutz")
def privacy() -> ResponseReturnValue:
    return legal("datenschutz", "pages/privacy.html")


@blueprint.get("/barrierefreiheit")
def accessibility() -> ResponseReturnValue:
    return legal("barrierefreiheit", "pages/accessibility.html")


def legal(name: str, generated: str) -> str:
    """Generated from site.toml, unless the owner has put a text of his own into content/legal/."""
    own = content().legal.get(name)
    return render_template("pages/legal.html", page=own) if own else render_template(generated)


@blueprint.get("/media/<path:name>")
def media(name: str) -> ResponseReturnValue:
    """Photos of the owner, from content/media."""
    settings: Settings = current_app.extensions["settings"]
    return send_from_directory(settings.content_dir / "media", name, max_age=MEDIA_MAX_AGE)
