"""What staff type."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.leads.status import LABELS

NOTE_MAX = 10_000


def stripped(value: str | None) -> str:
    return (value or "").strip()


class StatusForm(FlaskForm):
    """`version` is the state the person saw; the service refuses a move from any other."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    status = SelectField("Status", choices=[SelectChoice(status, label) for status, label in LABELS.items()])
    reason = StringField(
        "Grund", [Length(max=500, message="Kürzen Sie den Grund auf 500 Zeichen.")], filters=[stripped]
    )


class NoteForm(FlaskForm):
    text = TextAreaField(
        "Notiz für das Team",
        [Length(max=NOTE_MAX, message="Kürzen Sie die Notiz auf 10.000 Zeichen.")],
        filters=[stripped],
        render_kw={"rows": 3},
    )
