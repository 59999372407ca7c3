"""Invented leads, marked as such, so that the desk can be tried and shown."""

import random
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.database import session, utc_now, writing
from app.errors import ConfigurationError
from app.leads.fields import BEST_TIMES, SEATS, TOPICS, Enquiry, Source
from app.leads.models import Lead, LeadEvent
from app.leads.reference import make_reference
from app.leads.service import build_lead
from app.leads.status import Status
from app.settings import Settings
from app.staff import service as staff
from app.staff.models import DEMO_EMAIL, Role, Staff

PASSWORD = "Demodaten ansehen"  # noqa: S105 - printed on purpose, refused in production
WAITING = 6  # the newest leads are still unanswered
SEEN, WITH_NOTE, BY_PHONE = 0.3, 0.5, 0.4  # shares
COLLEAGUES = ("Lena Maurer", "Frank Roebers")
FIRST_NAMES = (
    "Jana",
    "Tobias",
    "Miriam",
    "Holger",
    "Sabine",
    "Emre",
    "Anke",
    "Paul",
    "Carsten",
    "Ines",
    "Stefan",
    "Nadja",
    "Olaf",
    "Lea",
    "Marek",
    "Ute",
)
LAST_NAMES = (
    "Brandt",
    "Ernst",
    "Oduya",
    "Nagel",
    "Kolb",
    "Yıldız",
    "Vogt",
    "Lindner",
    "Böhm",
    "Haller",
    "Groß",
    "Wirth",
    "Petersen",
    "Sommer",
    "Nowak",
    "Müller",
)
COMPANIES = (
    "Muster Fördertechnik GmbH",
    "Beispiel Pumpen AG",
    "Musterbank eG",
    "Musterdruck KG",
    "Stadtwerke Muster",
    "Beispiellogistik KG",
    "Klinik Musterstadt",
    "Großküche Beispiel GmbH",
    "",
)
MESSAGES = (
    "Unser Administrator geht im Frühjahr in Elternzeit. Die Überwachung kennt nur er, und wir bekommen am Tag etwa 200 Meldungen.",
    "Die Warenwirtschaft stand im letzten Quartal dreimal. Jedes Mal half derselbe Kollege, aufgeschrieben ist nichts.",
    "Ein Kunde fragt nach Nachweisen für NIS2. Uns fehlen Verfahren, die wir vorzeigen können.",
    "Wir suchen einen Vortrag für unseren Führungskreis im März, etwa 60 Personen.",
    "Nach dem letzten Update ging zwei Tage lang nichts. Wir möchten, dass so etwas künftig einen Abbruchpunkt hat.",
    "",
)
COURSES = (
    (),
    (Status.IN_CONTACT,),
    (Status.IN_CONTACT, Status.MEETING),
    (Status.IN_CONTACT, Status.MEETING, Status.OFFER),
    (Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.WON),
    (Status.IN_CONTACT, Status.LOST),
    (Status.DORMANT,),
)
NOTES = (
    "Kein Anschluss beim ersten Versuch. Die Zentrale sagt, bis 11 Uhr in einer Besprechung.",
    "Sehr offenes Gespräch. Die größte Sorge ist der Urlaub im August.",
    "Unterlagen zur Bestandsaufnahme geschickt.",
)


def fill(app: Flask, count: int) -> str:
    """Add `count` leads of the last weeks and one login; returns what to tell the operator. Refused in production."""
    settings: Settings = app.extensions["settings"]
    if settings.is_production:
        raise ConfigurationError("APP_ENV: In der Produktion gibt es keine Demodaten.")
    if session().scalar(select(Staff.id).where(Staff.email == DEMO_EMAIL)) is None:
        staff.add(DEMO_EMAIL, Role.ADMIN, password=PASSWORD, name="Demo Lotse")
    dice = random.Random()  # noqa: S311 - nothing secret
    with writing() as opened:
        opened.add_all(invented_lead(dice, number) for number in range(count))
    return (
        f"{count} erfundene Anfragen liegen im Leitstand: {settings.public_url}/leitstand/\n"
        f"  Anmelden mit  {DEMO_EMAIL}\n  Passwort      {PASSWORD}"
    )


def invented_lead(dice: random.Random, number: int) -> Lead:
    received = utc_now() - timedelta(hours=7 * number + dice.uniform(0, 5))
    lead = build_lead(invented_enquiry(dice), make_reference(), received, Status.NEW, [])
    lead.events.append(LeadEvent(at=received, kind="received", data={"demo": True}))
    course = () if number < WAITING else dice.choice(COURSES)
    for step, status in enumerate(course, start=1):
        advance(lead, status, dice.choice(COLLEAGUES), received + timedelta(hours=2 * step))
    if course or dice.random() < SEEN:
        lead.read_at = received + timedelta(minutes=dice.randint(4, 90))
    if course and dice.random() < WITH_NOTE:
        note = {"text": dice.choice(NOTES)}
        lead.events.append(
            LeadEvent(
                at=received + timedelta(hours=1), kind="note_added", actor=dice.choice(COLLEAGUES), data=note
            )
        )
    return lead


def advance(lead: Lead, status: Status, actor: str, at: object) -> None:
    data = {"from": lead.status, "to": status.value} | (
        {"reason": "Budget erst im nächsten Jahr"} if status is Status.LOST else {}
    )
    lead.events.append(LeadEvent(at=at, kind="status_changed", actor=actor, data=data))
    lead.status = status
    lead.version += 1


def invented_enquiry(dice: random.Random) -> Enquiry:
    first, last, company = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES), dice.choice(COMPANIES)
    by_phone = dice.random() < BY_PHONE
    return Enquiry(
        name=f"{first} {last}",
        email=f"{first.lower()}.{dice.randint(1, 99)}@muster.example",
        company=company,
        phone=f"030 23125 {dice.randint(100, 999)}" if by_phone else "",  # a range kept free for fiction
        reply_by="phone" if by_phone else "email",
        best_time=dice.choice(list(BEST_TIMES)) if by_phone else "",
        topics=tuple(dice.sample(list(TOPICS), dice.randint(1, 2))),
        seats=dice.choice([*SEATS, ""]),
        message=dice.choice(MESSAGES),
        source=Source(article="meta-umwirbt-ki-forscher", place="ende"),
    )
