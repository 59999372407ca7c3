"""What staff type."""

from typing import Any

from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length

from app.desk import parking

FORM_TOO_OLD = "Die Anmeldung ist inzwischen eine andere. Drücken Sie die Schaltfläche noch einmal."


def stripped(value: str | None) -> str:
    return (value or "").strip()


class TypedForm(FlaskForm):
    """Loses nothing when the login ends: see app/desk/parking.py."""

    typed_by = HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.typed_by.data = parking.mark(current_user.id)

    @property
    def first_error(self) -> str:
        if "csrf_token" in self.errors:
            return FORM_TOO_OLD
        return next((str(errors[0]) for errors in self.errors.values() if errors), "")


class PressForm(TypedForm):
    """A button and nothing to fill in."""


class RecipientForm(TypedForm):
    recipient = StringField(
        "Neue Adresse",
        [
            DataRequired(message="Nennen Sie die Adresse, an die diese Mail gehen soll."),
            Length(max=254, message="Diese Adresse ist zu lang. Prüfen Sie bitte die Schreibweise."),
        ],
        filters=[stripped],
        render_kw={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"},
    )


class SelectionForm(TypedForm):
    """What is to happen to several leads: those ticked, as they were seen, or the whole list the address describes."""

    lead = SelectMultipleField(validate_choice=False)
    everything = BooleanField("Alle Ergebnisse dieser Liste")
    filters = HiddenField(filters=[stripped])  # the address of the page, behind its question mark
    until = HiddenField()  # the list as it was then; what came later is not meant
    confirmed = BooleanField()  # said yes on the page that tells how many
    status = SelectField("Status", validate_choice=False)
    reason = StringField(
        "Grund", [Length(max=500, message="Kürzen Sie den Grund auf 500 Zeichen.")], filters=[stripped]
    )
    assignee = SelectField("Zuständig", validate_choice=False)

    @property
    def ticked(self) -> set[str]:
        """References, without the version each was seen in."""
        return {value.partition(" ")[0] for value in self.lead.data or []}
