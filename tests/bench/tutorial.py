"""The form as a tutorial builds it: Flask-WTF without a token, SQLAlchemy with SQLite's defaults, the mail in the request."""

import os
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from flask_mail import Mail, Message
from flask_wtf import FlaskForm
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from tests.relay import HOST

app = Flask(__name__)
app.config.update(
    SECRET_KEY="tutorial",
    WTF_CSRF_ENABLED=False,
    MAIL_SERVER=HOST,
    MAIL_DEFAULT_SENDER="leitstand@flightops.example",
)
app.config["MAIL_PORT"] = int(os.environ.get("BENCH_RELAY", "25"))
mail = Mail(app)
engine = create_engine(
    f"sqlite:///{Path(os.environ['DATA_DIR']) / 'tutorial.db'}", connect_args={"timeout": 30}
)


class Base(DeclarativeBase):
    pass


class Lead(Base):
    __tablename__ = "lead"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    name: Mapped[str]
    email: Mapped[str]
    company: Mapped[str]
    message: Mapped[str]


Base.metadata.create_all(engine)


class ContactForm(FlaskForm):
    name = StringField(validators=[DataRequired()])
    email = StringField(validators=[DataRequired()])
    company = StringField()
    message = TextAreaField()


@app.post("/kontakt")
def contact() -> ResponseReturnValue:
    form = ContactForm(request.form)
    if not form.validate():
        return "invalid", 422
    with Session(engine) as session:
        session.add(
            Lead(
                received_at=datetime.now(UTC),
                **{name: form[name].data for name in ("name", "email", "company", "message")},
            )
        )
        session.commit()
    mail.send(Message(f"Enquiry from {form.name.data}", ["anfragen@beispiel.example"], form.message.data))
    return redirect("/danke", 303)


@app.get("/danke")
@app.get("/<path:anything>")
def thanks(anything: str = "") -> str:
    return "Danke"
