"""The desk's first screen: what is due, what is out of order, how fast the house answers, where enquiries come from."""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database import utc_now
from app.desk import charts
from app.desk.access import blueprint
from app.desk.charts import Bar
from app.desk.origin import in_words
from app.desk.rows import hours, rows
from app.leads import duties, figures
from app.leads.figures import Origin, Origins
from app.leads.pace import ENOUGH, OVER, TIMED, pace, working_day
from app.leads.status import LABELS
from app.pages.content import Content
from app.staff.service import colleagues

KINDS = {"article": "artikel", "place": "ort"}  # as in the address of the inbox
LIMITS = {
    "days": OVER.days,
    "timed": TIMED,
    "enough": ENOUGH,
    "weeks": figures.WEEKS,
    "traced": f"{figures.TRACED:_}".replace("_", "."),
}


@blueprint.get("/")
def overview() -> ResponseReturnValue:
    now, people = utc_now(), colleagues()
    content: Content = current_app.extensions["content"].current()
    answers = pace(now, content.site.promise)
    return render_template(
        "desk/overview.html",
        duties=duties.duties(current_user.id),
        waiting=rows(duties.longest_waiting(), people),
        steps=rows(duties.due_steps(current_user.id), people),
        stages=[(LABELS[status], count, status) for status, count in figures.pipeline().items()],
        progress=figures.progress(now),
        pace=answers,
        median=hours(answers.median) if answers.median is not None else "",
        working_day=hours(working_day(content.site.promise)).removesuffix(":00"),
        limits=LIMITS,
        chart=charts.columns(figures.weeks(now)),
        origins=bars(figures.origins(now)),
    )


def bars(found: Origins) -> list[Bar]:
    counts = [origin.count for origin in found.top] + [found.rest]
    highest = max(counts) or 1
    drawn = [bar(origin, highest) for origin in found.top]
    rest = Bar("Übrige", found.rest, charts.length(found.rest, highest))
    return [*drawn, rest] if found.rest else drawn


def bar(origin: Origin, highest: int) -> Bar:
    width = charts.length(origin.count, highest)
    if origin.kind not in KINDS:
        return Bar("Ohne Angabe", origin.count, width)
    url = url_for("desk.inbox", tab="alle", quelle=f"{KINDS[origin.kind]}:{origin.value}")
    kind = "Artikel" if origin.kind == "article" else ""
    return Bar(in_words(origin.kind, origin.value), origin.count, width, url, kind)
