"""What staff type about one lead. Every form carries the state its reader saw and who is typing."""

from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.desk.forms import TypedForm, stripped
from app.desk.timeline import CHANNELS
from app.enquiry.cleaning import many_lines
from app.enquiry.forms import (
    MESSAGE_MAX,
    AtMost,
    Required,
    TilesField,
    address,
    choices,
    text_field,
)
from app.leads import fields
from app.leads.fields import Enquiry, Source
from app.leads.sources import BY_HAND, HEARD
from app.leads.status import LABELS
from app.staff.models import Staff

NOTE_MAX = 10_000
LARGEST_ID = 2_147_483_647  # of what a database takes as an integer
EARLIEST = date(2020, 1, 1)


class ChangeForm(TypedForm):
    """`version` is the state the person saw, `seen` the last event; a change from any other state is refused."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST_ID)])
    seen = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, LARGEST_ID)])


class StatusForm(ChangeForm):
    status = SelectField("Status", choices=[SelectChoice(status, label) for status, label in LABELS.items()])
    reason = StringField(
        "Grund", [Length(max=500, message="Kürzen Sie den Grund auf 500 Zeichen.")], filters=[stripped]
    )


class AnsweredForm(ChangeForm):
    channel = SelectField(
        "Weg", choices=[SelectChoice(key, label) for key, label in CHANNELS.items()], default=""
    )


class AssigneeForm(ChangeForm):
    """`people` are those who may have the lead; an empty choice takes it from whoever has it."""

    assignee = SelectField("Zuständig")

    def __init__(self, people: list[Staff], *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.people = {str(person.id): person.name for person in people}
        self.assignee.choices = [
            SelectChoice("", "niemand"),
            *(SelectChoice(*pair) for pair in self.people.items()),
        ]

    @property
    def chosen(self) -> tuple[int | None, str]:
        key = self.assignee.data
        return (int(key), self.people[key]) if key else (None, "")


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Diesen Tag gibt es nicht. Beispiel: 25.11.2026") from error


class StepForm(ChangeForm):
    step = StringField(
        "Was",
        [Length(max=200, message="Kürzen Sie den Schritt auf 200 Zeichen.")],
        filters=[stripped],
        render_kw={"autocomplete": "off", "data-key": "s"},
    )
    on = DayField("Bis wann", [Optional()], format=["%Y-%m-%d", "%d.%m.%Y"])

    def validate_on(self, field: DayField) -> None:
        if field.data and field.data < EARLIEST:
            raise ValidationError("Schreiben Sie das Jahr mit vier Ziffern.")


class NoteForm(TypedForm):
    text = TextAreaField(
        "Notiz für das Team",
        [Length(max=NOTE_MAX, message="Kürzen Sie die Notiz auf 10.000 Zeichen.")],
        filters=[stripped],
        render_kw={"rows": 3, "data-key": "n"},
    )


class EnterForm(TypedForm):
    """A lead that did not come through the website; one way to reach the person is enough."""

    heard = SelectField("Wie kam die Anfrage?", choices=choices(HEARD))
    name = text_field("Name", 120, Required("Tragen Sie den Namen ein."), autocomplete="off")
    company = text_field("Unternehmen", 160, autocomplete="off")
    phone = text_field("Telefonnummer", 40, kind=TelField, autocomplete="off", inputmode="tel")
    email = text_field(
        "E-Mail-Adresse",
        254,
        kind=EmailField,
        clean=address,
        autocomplete="off",
        inputmode="email",
        spellcheck="false",
    )
    topics = TilesField("Worum geht es?", choices=choices(fields.TOPICS))
    message = TextAreaField(
        "Was wurde besprochen?", [AtMost(MESSAGE_MAX)], filters=[many_lines], render_kw={"rows": 5}
    )

    def validate_phone(self, field: TelField) -> None:
        if not field.data and not self.email.data:
            raise ValidationError(
                "Tragen Sie Telefonnummer oder E-Mail-Adresse ein, sonst kann niemand antworten."
            )

    def validate_email(self, field: EmailField) -> None:
        try:
            validate_email(field.data or "name@firma.de", check_deliverability=False)
        except EmailNotValidError as error:
            raise ValidationError("Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de") from error

    def enquiry(self) -> Enquiry:
        """The clean values; only to be called on a valid form."""
        return Enquiry(
            name=self.name.data,
            email=self.email.data,
            company=self.company.data,
            phone=self.phone.data,
            reply_by="phone" if self.phone.data and not self.email.data else "email",
            topics=tuple(self.topics.data or ()),
            message=self.message.data,
            source=Source(place=f"{BY_HAND}{self.heard.data}"),
        )
