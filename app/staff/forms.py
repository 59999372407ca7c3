"""What a colleague types to get a first account."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.staff.service import PASSWORD_MIN


class FirstAccountForm(FlaskForm):
    name = StringField(
        "Ihr Name",
        [InputRequired("Tragen Sie Ihren Namen ein."), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "E-Mail-Adresse",
        [InputRequired("Tragen Sie Ihre E-Mail-Adresse ein.")],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Passwort",
        [Length(min=PASSWORD_MIN, message=f"Das Passwort braucht mindestens {PASSWORD_MIN} Zeichen.")],
        description=f"Mindestens {PASSWORD_MIN} Zeichen, zum Beispiel vier zufällige Wörter.",
        render_kw={"autocomplete": "new-password"},
    )
