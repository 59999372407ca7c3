"""What staff type."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length


def stripped(value: str | None) -> str:
    return (value or "").strip()


class PressForm(FlaskForm):
    """A button and nothing to fill in."""


class RecipientForm(FlaskForm):
    recipient = StringField(
        "Neue Adresse",
        [
            DataRequired(message="Nennen Sie die Adresse, an die diese Mail gehen soll."),
            Length(max=254, message="Diese Adresse ist zu lang. Prüfen Sie bitte die Schreibweise."),
        ],
        filters=[stripped],
        render_kw={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"},
    )


class SelectionForm(FlaskForm):
    """What is to happen to several leads: those ticked, as they were seen, or the whole list the address describes."""

    lead = SelectMultipleField(validate_choice=False)
    everything = BooleanField("Alle Ergebnisse dieser Liste")
    filters = HiddenField(filters=[stripped])  # the address of the list, without the question mark
    until = HiddenField()  # the list as it was then; what came later is not meant
    confirmed = BooleanField()  # said yes on the page that tells how many
    status = SelectField("Status", validate_choice=False)
    reason = StringField(
        "Grund", [Length(max=500, message="Kürzen Sie den Grund auf 500 Zeichen.")], filters=[stripped]
    )
    assignee = SelectField("Zuständig", validate_choice=False)
