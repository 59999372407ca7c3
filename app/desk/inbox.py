"""The inbox: what waits, filtered and searched through its address, a page at a time."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database import utc_now
from app.desk import filters, parking
from app.desk.access import blueprint
from app.desk.filters import TABS, Filters
from app.desk.forms import SelectionForm
from app.desk.lead_forms import LARGEST_ID
from app.desk.parking import ParkedForm
from app.desk.rows import rows
from app.leads import inbox as leads
from app.leads.counts import Counts, counts, status_count
from app.leads.inbox import Page
from app.leads.selection import Selection, Sort
from app.leads.status import LABELS, Status
from app.staff.service import colleagues

PLACE = ("nach", "vor", "ende")  # of a page in its list, in the address
BULK_STATUSES = [status for status in Status if status not in (Status.QUARANTINED, Status.SPAM)]


@blueprint.get("/anfragen")
def inbox() -> ResponseReturnValue:
    wanted = filters.from_request()
    page = page_of(wanted.selection)
    people = colleagues()
    figures = counts(current_user.id)
    parked = parking.parked(current_user.id)
    return render_template(
        "desk/inbox.html",
        filters=wanted,
        form=filters.filter_form(wanted, people),
        tabs=TABS,
        figures=figures,
        rows=rows(page.leads, people),
        ways=ways(wanted, page),
        total=total(wanted.selection, page, figures),
        bulk=bulk_form(wanted, parked),
        resumed=parking.STILL_THERE if parked else None,
        statuses=[(status, LABELS[status]) for status in BULK_STATUSES],
        assignees=filters.assignees(people),
        newest_url=newest_url(wanted),
        is_first=not any(figures.tabs.values()),
    )


@blueprint.get("/neue")
def count_new() -> ResponseReturnValue:
    """How many leads of this list came after the one with the id `seit`; asked again and again by an open inbox."""
    since = request.args.get("seit", 0, int)
    chosen = filters.from_request().selection
    return jsonify(count=leads.count_since(chosen, min(max(since, 0), LARGEST_ID)))


def page_of(selection: Selection) -> Page:
    """That of the address; the nearest one when nothing is left there."""
    if "ende" in request.args:
        return leads.last_page(selection)
    found = leads.page(selection, after=request.args.get("nach"), before=request.args.get("vor"))
    if found.leads or not (found.has_before or found.has_after):
        return found
    return leads.last_page(selection) if found.has_before else leads.page(selection)


def ways(wanted: Filters, page: Page) -> dict[str, str]:
    """Addresses of the pages there are: start, before, after, end."""
    found: dict[str, str] = {}
    if not page.leads:
        return found
    if page.has_before:
        found |= {"start": wanted.url(), "before": wanted.url(vor=page.leads[0].reference)}
    if page.has_after:
        found |= {"after": wanted.url(nach=page.leads[-1].reference), "end": wanted.url(ende="1")}
    return found


def total(selection: Selection, page: Page, figures: Counts) -> int | None:
    """How many leads the list has, at most COUNTED; None where filters would have to be counted."""
    if selection.is_plain:
        return status_count(selection.status) if selection.status else figures.tabs[selection.tab]
    return None if page.has_before or page.has_after else len(page.leads)


def newest_url(wanted: Filters) -> str:
    """Where an open inbox asks for news; empty where they would not stand on top."""
    is_top = wanted.selection.sort is Sort.NEWEST and not request.args.keys() & set(PLACE)
    return wanted.url("desk.count_new", seit=str(leads.newest_id())) if is_top else ""


def bulk_form(wanted: Filters, parked: ParkedForm | None) -> SelectionForm:
    """For the page as it is now; what was ticked and chosen when the login ended is so again."""
    form = SelectionForm(formdata=parked.form if parked else None)
    form.until.data = utc_now().isoformat()
    form.filters.data = wanted.url(**{name: request.args.get(name) for name in PLACE}).partition("?")[2]
    return form
