"""The enquiry form: fields, what each accepts, and what it says when something is missing."""

from typing import Any

import idna
from email_validator import EmailNotValidError, validate_email
from wtforms import (
    EmailField,
    Field,
    Form,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.enquiry.cleaning import many_lines, one_line
from app.leads import fields
from app.leads.fields import Enquiry, Source

MESSAGE_MAX = 10_000
CHOICE_MISSING = "Wählen Sie eine der angebotenen Möglichkeiten."


def address(value: str | None) -> str:
    """Without what a copied, autofilled or swiped address brings along: "Ada <ada@firma.de>;", mailto:, "ada @firma. de".

    A space elsewhere stays and is refused: in "Tel. ada@firma.de" nobody can tell what belongs to the address.
    Chromium sends a domain with umlauts as xn--…; kept is what its owner calls it.
    """
    text = one_line(value)
    in_angles = text.rpartition("<")[2].partition(">")[0]
    person, at, domain = (in_angles if "@" in in_angles else text).strip(" .,;").rpartition("@")
    domain = ".".join(label.strip() for label in domain.split("."))
    return person.strip().removeprefix("mailto:").strip() + at + domain_in_full(domain)


def domain_in_full(domain: str) -> str:
    try:
        return idna.decode(domain) if "xn--" in domain.lower() else domain
    except UnicodeError:
        return domain


class Required:
    """Refuses an empty field with a sentence that says what to do."""

    field_flags = {"required": True}  # noqa: RUF012 - the name WTForms reads

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


class AtMost:
    """Says by how many characters to shorten; counts what will be stored. Browsers would cut a pasted text unasked."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Form, field: Field) -> None:
        over = len(field.data or "") - self.limit
        if over > 0:
            raise ValidationError(f"Kürzen Sie den Text um {over} Zeichen.")


class OptionalRadioField(RadioField):
    """Nothing chosen is an answer; a choice that does not exist is not."""

    def pre_validate(self, form: Form) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(CHOICE_MISSING)


class TilesField(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError(CHOICE_MISSING)


def choices(labels: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


def text_field(
    label: str, limit: int, *validators: Any, kind: type[Field] = StringField, **attributes: Any
) -> Field:
    hint, clean = attributes.pop("hint", ""), attributes.pop("clean", one_line)
    return kind(label, [*validators, AtMost(limit)], filters=[clean], description=hint, render_kw=attributes)


class EnquiryForm(Form):
    """Plain WTForms: no token, no cookie, the same page for everybody. Why: docs/decisions/0005."""

    class Meta:
        locales = ("de_DE", "de")

    topics = TilesField("Worum geht es?", choices=choices(fields.TOPICS), description="mehreres möglich")
    name = text_field(
        "Ihr Name",
        120,
        Required("Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."),
        autocomplete="name",
    )
    company = text_field("Unternehmen", 160, autocomplete="organization")
    email = text_field(
        "E-Mail-Adresse",
        254,
        Required("Tragen Sie Ihre E-Mail-Adresse ein."),
        kind=EmailField,
        clean=address,
        hint="Dorthin schicken wir unsere Antwort.",
        autocomplete="email",
        inputmode="email",
        spellcheck="false",
    )
    reply_by = OptionalRadioField(
        "Wie sollen wir antworten?", choices=choices(fields.REPLY_BY), default="email"
    )
    phone = text_field(
        "Telefonnummer",
        40,
        kind=TelField,
        hint="Mit Vorwahl. Wir rufen nur zu dieser Anfrage an.",
        autocomplete="tel",
        inputmode="tel",
    )
    best_time = OptionalRadioField("Wann erreichen wir Sie gut?", choices=choices(fields.BEST_TIMES))
    seats = OptionalRadioField("Wie viele Arbeitsplätze betreut Ihre IT?", choices=choices(fields.SEATS))
    message = TextAreaField(
        "Was soll sich ändern?",
        [AtMost(MESSAGE_MAX)],
        filters=[many_lines],
        description="Zwei Sätze genügen. Bitte keine Passwörter oder vertraulichen Daten.",
        render_kw={"rows": 5},
    )
    subject = StringField("Bitte leer lassen", filters=[one_line])  # honeypot: no eye sees it

    def validate_email(self, field: Field) -> None:
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as error:
            fault = "enthält ein Leerzeichen" if {" ", "@"} <= set(field.data) else "ist unvollständig"
            raise ValidationError(f"Die E-Mail-Adresse {fault}. Beispiel: name@firma.de") from error

    def validate_phone(self, field: Field) -> None:
        if self.reply_by.data != "phone":
            return
        if not field.data:
            raise ValidationError("Für einen Rückruf brauchen wir Ihre Telefonnummer.")
        if sum(sign.isdigit() for sign in field.data) < fields.MIN_DIGITS:
            raise ValidationError("Die Telefonnummer enthält zu wenige Ziffern.")

    def enquiry(self, source: Source) -> Enquiry:
        """The clean values; only to be called on a valid form."""
        return Enquiry(
            name=self.name.data,
            email=self.email.data,
            company=self.company.data,
            phone=self.phone.data,
            reply_by=self.reply_by.data or "email",
            best_time=self.best_time.data or "",
            topics=tuple(dict.fromkeys(self.topics.data or ())),
            seats=self.seats.data or "",
            message=self.message.data,
            source=source,
        )
