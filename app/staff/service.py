"""Accounts: the first one, further ones, a new password. Links go out by mail and are returned for the terminal."""

import secrets

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import session, writing
from app.errors import DomainError
from app.links import absolute_url
from app.mail import outbox
from app.staff.models import Role, Staff

LISTED = 100
PASSWORD_MIN = 12  # characters; long beats complicated (NIST SP 800-63B)


class StaffExistsAlready(DomainError):
    message = "Für diese E-Mail-Adresse gibt es schon einen Zugang."


class StaffNotFound(DomainError):
    message = "Für diese E-Mail-Adresse gibt es keinen Zugang."


class FirstAccountTaken(DomainError):
    message = "Der erste Zugang ist schon eingerichtet. Melden Sie sich an oder lassen Sie sich einladen."


class PasswordTooShort(DomainError):
    message = f"Das Passwort braucht mindestens {PASSWORD_MIN} Zeichen."


class EmailNotUsable(DomainError):
    message = "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"


def has_staff() -> bool:
    return session().scalar(select(Staff.id).limit(1)) is not None


def colleagues() -> list[Staff]:
    """Everybody who may have leads, by name, at most LISTED."""
    found = select(Staff).where(Staff.active).order_by(Staff.name, Staff.id).limit(LISTED)
    return list(session().scalars(found))


def add_first(email: str, name: str, password: str) -> Staff:
    """The first account is an admin, and only while there is none. Raises FirstAccountTaken and what `build` raises."""
    person = build(email, name, Role.ADMIN, password)
    with writing() as opened:
        if opened.scalar(select(func.count(Staff.id))):
            raise FirstAccountTaken
        opened.add(person)
    return person


def add(email: str, role: Role, *, password: str, name: str = "") -> Staff:
    """An account that can log in at once. Raises StaffExistsAlready, PasswordTooShort, EmailNotUsable."""
    person = build(email, name, role, password)
    with writing() as opened:
        refuse_double(opened, person.email)
        opened.add(person)
    return person


def invite(email: str, role: Role, *, name: str = "") -> str:
    """An account without a password and a mail with the link to set one; returns the link. Raises as `add`."""
    person = build(email, name, role, None)
    link = password_link(person)
    with writing() as opened:
        refuse_double(opened, person.email)
        opened.add(person)
        opened.add(outbox.write("staff_invitation", person.email, staff=person, link=link))
    return link


def reset(email: str) -> str:
    """End every login of a colleague and mail a link to a new password; returns the link. Raises StaffNotFound."""
    with writing() as opened:
        person = opened.scalars(select(Staff).where(Staff.email == email.strip().lower())).first()
        if person is None:
            raise StaffNotFound
        person.fs_uniquifier = secrets.token_hex(32)
        person.password = None
        link = password_link(person)
        opened.add(outbox.write("staff_reset", person.email, staff=person, link=link))
    return link


def build(email: str, name: str, role: Role, password: str | None) -> Staff:
    if password is not None and len(password) < PASSWORD_MIN:
        raise PasswordTooShort
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise EmailNotUsable from error
    return Staff(
        email=address,
        name=name or address.partition("@")[0],
        role=role,
        password=hashed(password) if password is not None else None,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
    )


def hashed(password: str) -> str:
    """As the login will see it: an umlaut is the same whether a keyboard sends one sign or two."""
    normalised = current_app.extensions["security"].password_util.normalize(password)
    found: str = hash_password(normalised)
    return found


def refuse_double(opened: Session, email: str) -> None:
    if opened.scalar(select(Staff.id).where(Staff.email == email)):
        raise StaffExistsAlready


def password_link(person: Staff) -> str:
    return absolute_url("security.reset_password", token=generate_reset_password_token(person))  # type: ignore[no-untyped-call]
