"""The list as a file: every row of the current filter, streamed."""

from collections.abc import Iterable, Iterator

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from app.database import utc_now
from app.desk import filters
from app.desk.access import blueprint
from app.leads import export, inbox
from app.templating import local

COUNTED = 100_000  # beyond that the browser shows the progress by itself
CSV, JSON = "text/csv; charset=utf-8", "application/json"


@blueprint.get("/export.csv")
def export_csv() -> ResponseReturnValue:
    chosen = filters.from_request().selection
    return csv_of(inbox.chunks(chosen), inbox.count(chosen, COUNTED))


@blueprint.get("/export.json")
def export_json() -> ResponseReturnValue:
    chosen = filters.from_request().selection
    leads = export.with_events(inbox.chunks(chosen))
    return download(export.as_json(leads), "json", JSON, inbox.count(chosen, COUNTED))


def csv_of(ids: Iterable[list[int]], count: int) -> Response:
    return download(export.as_csv(export.bare(ids)), "csv", CSV, count)


def download(parts: Iterator[str], ending: str, media_type: str, count: int) -> Response:
    """X-Total lets the page show how far it has come; it is left out where nobody has counted so far."""
    headers = {
        "Content-Disposition": f'attachment; filename="anfragen-{local(utc_now()):%Y-%m-%d-%H%M}.{ending}"'
    }
    if count <= COUNTED:
        headers["X-Total"] = str(count)
    return Response(
        stream_with_context(parts),
        mimetype=media_type.partition(";")[0],
        content_type=media_type,
        headers=headers,
    )
