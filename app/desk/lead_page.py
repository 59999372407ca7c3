"""The page of one lead, put together: as it is, with what was refused, or with what somebody had typed when the login ended."""

from datetime import timedelta
from typing import Any

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database import session, utc_now
from app.desk import course, filters, timeline
from app.desk.forms import TypedForm
from app.desk.lead_forms import (
    LARGEST_ID,
    AnsweredForm,
    AssigneeForm,
    ChangeForm,
    NoteForm,
    StatusForm,
    StepForm,
)
from app.desk.origin import article_title
from app.desk.parking import STILL_THERE, ParkedForm
from app.desk.rows import rows
from app.enquiry import spam
from app.leads import fields, queries
from app.leads.clock import BERLIN
from app.leads.models import Lead
from app.leads.neighbours import neighbours
from app.leads.selection import STATUSES, Tab
from app.leads.sources import place_in_words
from app.leads.status import PIPELINE, Status
from app.mail.models import OutboxMail
from app.mail.outbox import mails_about
from app.staff.models import Staff
from app.staff.service import colleagues

IN_THE_HEAD = ("name", "company", "seats", "reply_by", "best_time", "message")
PARKED: dict[str, type[TypedForm]] = {
    "desk.change_status": StatusForm,
    "desk.mark_answered": AnsweredForm,
    "desk.plan_step": StepForm,
    "desk.add_note": NoteForm,
}


def again(reference: str, typed: TypedForm, problem: str) -> ResponseReturnValue:
    """The present state of the lead with everything typed; the next try starts from what is seen now."""
    lead = queries.lead_by_reference(reference) or abort(404)
    notice = {"tone": "caution", "title": "Noch nicht gesichert", "text": problem}
    return render(lead, typed, notice), 422


def resumed(lead: Lead, parked: ParkedForm) -> str:
    if parked.endpoint == "desk.assign_lead":
        return render(lead, AssigneeForm(colleagues(), formdata=parked.form), STILL_THERE)
    return render(lead, PARKED.get(parked.endpoint, ChangeForm)(formdata=parked.form), STILL_THERE)


def render(lead: Lead, typed: TypedForm | None = None, notice: dict[str, str] | None = None) -> str:
    people = people_for(lead)
    wanted = filters.from_request()
    seen = typed.seen.data if isinstance(typed, ChangeForm) and not typed.seen.errors else None
    return render_template(
        "desk/lead.html",
        lead=lead,
        row=rows([lead], people)[0],
        filters=wanted,
        ways=neighbours(wanted.selection, lead.reference),
        facts=[(field.label, text) for field, text in fields.shown(lead) if field.name not in IN_THE_HEAD],
        source=source_of(lead),
        best_time=fields.BEST_TIMES.get(lead.best_time, ""),
        reasons=[spam.in_words(reason) for reason in lead.spam_reasons],
        threshold=spam.THRESHOLD,
        deleted_on=deletion_of(lead),
        pipeline=course.pipeline(lead, PIPELINE),
        moves=course.moves(Status(lead.status)),
        is_open=lead.status in STATUSES[Tab.OPEN],
        alike=queries.leads_alike(lead),
        alike_shown=queries.ALIKE_SHOWN,
        forms=forms_of(lead, people, typed),
        typed=typed,
        me=current_user,
        today=utc_now().astimezone(BERLIN).date(),
        notice=notice,
        changes=[] if seen is None else list(map(timeline.of_event, queries.events_since(lead, seen))),
        **log_of(lead),
    )


def people_for(lead: Lead) -> list[Staff]:
    """Whoever may have it, and who has it although the account is closed."""
    people = colleagues()
    if lead.assignee_id and lead.assignee_id not in {person.id for person in people}:
        people += filter(None, [session().get(Staff, lead.assignee_id)])
    return people


def forms_of(lead: Lead, people: list[Staff], typed: TypedForm | None) -> dict[str, TypedForm]:
    """One of each kind, as the lead is now; `typed` stands in for its own kind."""
    state = {"formdata": None, "version": lead.version, "seen": queries.newest_event(lead)}
    made: dict[str, TypedForm] = {
        "status": StatusForm(**state),
        "answered": AnsweredForm(**state),
        "assignee": AssigneeForm(people, assignee=str(lead.assignee_id or ""), **state),
        "step": StepForm(step=lead.next_step, on=lead.next_step_on, **state),
        "note": NoteForm(formdata=None),
        "press": ChangeForm(**state),
        "typed": TypedForm(formdata=None),
    }
    for name, form in made.items():
        if type(form) is type(typed):
            made[name] = with_state(typed, form)
    return made


def with_state(typed: TypedForm, fresh: TypedForm) -> TypedForm:
    if isinstance(typed, ChangeForm) and isinstance(fresh, ChangeForm):
        for field, now in ((typed.version, fresh.version), (typed.seen, fresh.seen)):
            field.data, field.raw_data = now.data, None
    return typed


def log_of(lead: Lead) -> dict[str, Any]:
    """Events and mails of one stretch of time; the address says before which event."""
    before = request.args.get("vor", type=int) if request.method == "GET" else None
    log = queries.log_of(lead, before=None if before is None else min(max(before, 0), LARGEST_ID))
    found = mails_about(lead.reference, *timeline.digests(log.events))
    mails = [mail for mail in found if belongs(mail, log)]
    return {
        "timeline": timeline.entries(log.events, mails, queries.withdrawals(lead)),
        "older": log.events[0].id if log.has_older else None,
        "is_older": before is not None,
    }


def belongs(mail: OutboxMail, log: queries.Log) -> bool:
    is_after = not log.has_older or mail.created_at >= log.events[0].at
    return is_after and (log.until is None or mail.created_at < log.until)


def source_of(lead: Lead) -> list[tuple[str, str]]:
    """What is known, in words."""
    slug = lead.source_article
    title = article_title(slug)
    article = slug if title == slug else f"„{title}“"
    where = ", ".join(filter(None, [article, place_in_words(lead.source_place)]))
    known = (
        ("Quelle", where),
        ("Kampagne", lead.source_campaign),
        ("Kam von", lead.source_referrer_host),
        ("Eingetragen von", lead.entered_by),
    )
    return [(label, text) for label, text in known if text]


def deletion_of(lead: Lead) -> Any:
    """When a lead nobody decides about is deleted; None for all others."""
    if lead.status != Status.QUARANTINED:
        return None
    days = current_app.extensions["content"].current().site.retention.quarantine_days
    return lead.received_at + timedelta(days=days)
