"""The post: what could not be delivered, what still waits, and whether the relay can be reached."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.desk import parking, timeline
from app.desk.access import blueprint, colleague
from app.desk.forms import FORM_TOO_OLD, PressForm, RecipientForm
from app.desk.parking import STILL_THERE, ParkedForm
from app.errors import DomainError
from app.mail import queries, repair
from app.mail.models import OutboxMail

DEAD_ON_A_PAGE = 20
SENT_SHOWN = 20
FIRST_PAGE, LAST_PAGE = 1, 100_000
PRESS_AGAIN = {
    "tone": "info",
    "title": "Noch nicht ausgeführt",
    "text": "Ihre Anmeldung war abgelaufen. Drücken Sie die Schaltfläche noch einmal.",
}
MAIL = "/post/<int(max=2147483647):mail_id>"


@blueprint.get("/post")
def show_post() -> ResponseReturnValue:
    parked = parking.parked(current_user.id)
    return resumed(parked) if parked else page()


@blueprint.post("/post/kanal")
def probe_channel() -> ResponseReturnValue:
    return pressed(lambda: repair.probe(by=colleague()))


@blueprint.post("/post/alle")
def retry_all() -> ResponseReturnValue:
    return pressed(lambda: repair.retry_all(by=colleague()))


@blueprint.post(f"{MAIL}/versuchen")
def retry_mail(mail_id: int) -> ResponseReturnValue:
    return pressed(lambda: repair.retry(mail_id, by=colleague()))


@blueprint.post(f"{MAIL}/erledigt")
def mark_handled(mail_id: int) -> ResponseReturnValue:
    return pressed(lambda: repair.mark_handled(mail_id, by=colleague()))


@blueprint.post(f"{MAIL}/adresse")
def send_to(mail_id: int) -> ResponseReturnValue:
    form = RecipientForm()
    if not form.validate_on_submit():
        return page_again(form.first_error, refused={mail_id: form})
    try:
        repair.send_to(mail_id, form.recipient.data, by=colleague())
    except repair.RecipientNotUsable as error:
        form.recipient.errors = [str(error)]
        return page_again(str(error), refused={mail_id: form})
    except DomainError as error:
        return page_again(str(error), status=status_of(error))
    return redirect(url_for("desk.show_post", seite=request.args.get("seite")), code=303)


def pressed(act: Callable[[], object]) -> ResponseReturnValue:
    """What the four buttons have in common."""
    if not PressForm().validate_on_submit():
        return page_again(FORM_TOO_OLD)
    try:
        act()
    except DomainError as error:
        return page_again(str(error), status=status_of(error))
    return redirect(url_for("desk.show_post", seite=request.args.get("seite")), code=303)


def status_of(error: DomainError) -> int:
    return 404 if isinstance(error, repair.MailUnknown) else 422


def resumed(parked: ParkedForm) -> str:
    """With the address typed before the login ended, in its form or, should the mail have left this page, in words."""
    if parked.endpoint != "desk.send_to":
        return page(PRESS_AGAIN)
    form, mail_id = RecipientForm(formdata=parked.form), int(parked.form["mail_id"])
    if mail_id in {mail.id for mail in queries.dead_letters(DEAD_ON_A_PAGE, page_number())}:
        return page(STILL_THERE, {mail_id: form})
    gone = (
        f"Die Mail, die an {form.recipient.data} gehen sollte, steht inzwischen nicht mehr auf dieser Seite."
    )
    return page(STILL_THERE | {"text": gone})


def page_again(
    problem: str, refused: dict[int, RecipientForm] | None = None, status: int = 422
) -> ResponseReturnValue:
    """The present state, with what was typed."""
    return page({"tone": "caution", "title": "Das ging nicht", "text": problem}, refused), status


def page(notice: dict[str, str] | None = None, refused: dict[int, RecipientForm] | None = None) -> str:
    number = page_number()
    dead = queries.dead_letters(DEAD_ON_A_PAGE, number)
    waiting = queries.waiting(queries.PAGE + 1)
    return render_template(
        "desk/post.html",
        notice=notice,
        press=PressForm(formdata=None),
        trouble=queries.trouble(),
        letters=[(mail, timeline.of_mail(mail), recipient_form(mail, refused or {})) for mail in dead],
        number=number,
        older=bool(queries.dead_letters(1, number * DEAD_ON_A_PAGE + 1)),
        waiting=[(mail, timeline.of_mail(mail)) for mail in waiting[: queries.PAGE]],
        more_waiting=len(waiting) > queries.PAGE,
        sent=[(mail, timeline.of_mail(mail)) for mail in queries.recent(SENT_SHOWN)],
        mail_name=timeline.mail_name,
        may_be_many=queries.MOST_COUNTED,
    )


def page_number() -> int:
    asked = request.args.get("seite", FIRST_PAGE, type=int)
    return min(max(asked, FIRST_PAGE), LAST_PAGE)


def recipient_form(mail: OutboxMail, refused: dict[int, RecipientForm]) -> RecipientForm:
    """One form for each letter, so each field needs an id of its own."""
    form = refused.get(mail.id) or RecipientForm(formdata=None)
    form.recipient.id = form.recipient.label.field_id = f"adresse-{mail.id}"
    return form
