"""The inbox: newest first, a page at a time."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.desk.access import blueprint
from app.leads import queries


@blueprint.get("/")
def inbox() -> ResponseReturnValue:
    before = request.args.get("before")
    page = queries.inbox_page(before)
    return render_template("desk/inbox.html", rows=page.leads, older=page.older, newer=bool(before))
