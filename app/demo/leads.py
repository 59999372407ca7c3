"""One invented lead with all that happened to it since."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo import words
from app.leads import service
from app.leads.clock import add_working_time
from app.leads.fields import BEST_TIMES, SEATS, TOPICS, Enquiry, Source
from app.leads.models import Lead, LeadEvent
from app.leads.reference import make_reference
from app.leads.search import refresh
from app.leads.status import Status
from app.pages.site import Promise

QUARANTINED, SPAM, BY_PHONE, ASSIGNED, NOTED, STEP_SET = 0.03, 0.05, 0.4, 0.8, 0.4, 0.75  # shares
IN_ADDRESSES = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CLOSED_AFTER = timedelta(days=60)  # then nearly everything is decided
ANSWERED_IN = 2.5  # open hours in the mean


@dataclass
class Stage:
    """What the invention draws from: the dice, the present, who works here, which articles there are, when the house is open."""

    dice: random.Random
    now: datetime
    colleagues: dict[int, str]
    articles: list[str]
    promise: Promise


def invented(stage: Stage, received_at: datetime, *, is_waiting: bool) -> Lead:
    dice = stage.dice
    draw = dice.random()
    if not is_waiting and draw < QUARANTINED + SPAM:
        return suspect(stage, received_at, Status.QUARANTINED if draw < QUARANTINED else Status.SPAM)
    lead = service.build_lead(enquiry(stage), make_reference(), received_at, Status.NEW)
    lead.spam_reasons = []
    lead.events.append(LeadEvent(at=received_at, kind="received", data={"demo": True}))
    if not is_waiting:
        work(stage, lead)
    elif dice.random() < ASSIGNED / 2:
        assign(stage, lead, received_at + (stage.now - received_at) / 3)
    return lead


def suspect(stage: Stage, received_at: datetime, status: Status) -> Lead:
    offer = enquiry(stage, message=stage.dice.choice(words.OFFERS))
    lead = service.build_lead(offer, make_reference(), received_at, Status.QUARANTINED)
    lead.spam_score, lead.spam_reasons = stage.dice.choice(words.SUSPICIONS)
    lead.events.append(LeadEvent(at=received_at, kind="received", data={"demo": True}))
    if status is Status.SPAM:
        lead.read_at = between(stage, received_at, 10)
        advance(lead, status, stage.dice.choice(words.COLLEAGUES), between(stage, received_at, 20))
    return lead


def enquiry(stage: Stage, message: str = "") -> Enquiry:
    dice = stage.dice
    first, last = dice.choice(words.FIRST_NAMES), dice.choice(words.LAST_NAMES)
    kind, owner = dice.choice(words.KINDS), dice.choice(words.OWNERS)
    by_phone = dice.random() < BY_PHONE
    text = message or " ".join(filter(None, (dice.choice(words.MATTERS), dice.choice(words.CLOSINGS))))
    return Enquiry(
        name=f"{first} {last}",
        email=f"kontakt{dice.randint(1, 999_999)}@{kind.lower().translate(IN_ADDRESSES)}.example",
        company=f"{kind} {owner} {dice.choice(words.FORMS)}" if dice.random() < BY_PHONE * 2 else "",
        phone=f"030 23125 {dice.randint(100, 999)}" if by_phone else "",  # a range kept free for fiction
        reply_by="phone" if by_phone else "email",
        best_time=dice.choice(list(BEST_TIMES)) if by_phone else "",
        topics=tuple(dice.sample(list(TOPICS), dice.randint(1, 2))),
        seats=dice.choice([*SEATS, ""]),
        message=text,
        source=source(stage),
    )


def source(stage: Stage) -> Source:
    dice = stage.dice
    return Source(
        article=dice.choice(stage.articles),
        place=dice.choice(words.PLACES),
        campaign=dice.choice(words.CAMPAIGNS),
        referrer_host=dice.choice(words.HOSTS),
    )


def work(stage: Stage, lead: Lead) -> None:
    """Read, assigned, answered, moved along a course; the older, the surer decided."""
    dice, received_at = stage.dice, lead.received_at
    colleague = dice.choice(words.COLLEAGUES)
    is_old = stage.now - received_at > CLOSED_AFTER and dice.random() < 1 - STEP_SET / 50
    hours = dice.expovariate(1 / ANSWERED_IN)
    lead.answered_at = min(add_working_time(received_at, hours, stage.promise), stage.now)
    lead.read_at = received_at + (lead.answered_at - received_at) * dice.random()
    if dice.random() < ASSIGNED:
        colleague = assign(stage, lead, lead.read_at)
    lead.events.append(LeadEvent(at=lead.answered_at, kind="answered", actor=colleague, data={}))
    at = lead.answered_at
    for status in dice.choice(words.CLOSED if is_old else words.COURSES):
        at = between(stage, at, 70)
        advance(lead, status, colleague, at, dice.choice(words.REASONS))
    if dice.random() < NOTED:
        note = {"text": dice.choice(words.NOTES)}
        lead.events.append(LeadEvent(at=at, kind="note_added", actor=colleague, data=note))
        refresh(lead)
    if lead.status not in (Status.WON, Status.LOST) and not is_old and dice.random() < STEP_SET:
        lead.next_step = dice.choice(words.STEPS)
        lead.next_step_on = (stage.now + timedelta(days=dice.randint(-2, 20))).date()


def assign(stage: Stage, lead: Lead, at: datetime) -> str:
    lead.assignee_id = stage.dice.choice(list(stage.colleagues))
    name = stage.colleagues[lead.assignee_id]
    lead.events.append(LeadEvent(at=at, kind="assigned", actor=name, data={"to": name}))
    return name


def advance(lead: Lead, status: Status, actor: str, at: datetime, reason: str = "") -> None:
    data = {"from": lead.status, "to": status.value} | ({"reason": reason} if status is Status.LOST else {})
    lead.events.append(LeadEvent(at=at, kind="status_changed", actor=actor, data=data))
    lead.status = status
    lead.version += 1


def between(stage: Stage, start: datetime, hours: float) -> datetime:
    """A moment up to so many hours later, never in the future."""
    return min(start + timedelta(hours=stage.dice.uniform(0.05, 1) * hours), stage.now)
