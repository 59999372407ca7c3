"""The loop beside the web server: hands over owed mail, replays the recorder and does what else is due, until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.desk import parking
from app.enquiry import recorder
from app.errors import DomainError
from app.leads import alarms, digest, retention
from app.mail import delivery

PAUSE = 1.0  # seconds between two rounds

log = logging.getLogger(__name__)

Duty = Callable[[], int]


def house_duties() -> tuple[Duty, ...]:
    """In this order. None of them may wait for anybody outside; each returns how much it has done."""
    return (replay, digest.send_digest, alarms.tell_of_dead_letters, retention.delete_expired, parking.clear)


def replay() -> int:
    """What the recorder moved into the database is told to people: something was broken."""
    count = recorder.replay()
    if count:
        alarms.tell_of_replay(count)
    return count


def relay_duties(stop: threading.Event | None = None) -> tuple[Duty, ...]:
    """They may wait minutes for the relay, so they have a thread of their own; `stop` ends them after the mail in hand."""

    def deliver_due() -> int:
        return delivery.deliver_due(stop)

    return (deliver_due,)


def run(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    house = threading.Thread(target=keep_house, args=[app, stop])
    house.start()
    while not stop.is_set():
        do(app, *relay_duties(stop))
        stop.wait(PAUSE)
    house.join()
    app.extensions["presence"].leave()


def keep_house(app: Flask, stop: threading.Event) -> None:
    do(app, recorder.take_up_stuck)  # whoever starts may bring the code that can replay it
    while not stop.is_set():
        do(app, *house_duties())
        stop.wait(PAUSE)


def work_once(app: Flask) -> int:
    """One round of everything; how many mails were accepted."""
    do(app, *house_duties())
    accepted = do(app, *relay_duties())
    app.extensions["presence"].leave()
    return accepted


def do(app: Flask, *duties: Duty) -> int:
    return sum(attempt(app, duty) for duty in duties)


def attempt(app: Flask, duty: Duty) -> int:
    """A duty that fails is an event for the log: neither the end of the worker nor of the other duties."""
    try:
        with app.app_context():
            return duty()
    except (SQLAlchemyError, DomainError, OSError) as error:
        log.warning("%s skipped: %s", name_of(duty), error)
    except Exception:
        # A bug in one must not keep the others from being done, round after round: docs/decisions/0009.
        log.exception("%s failed", name_of(duty))
    return 0


def name_of(duty: Duty) -> str:
    return f"{duty.__module__}.{duty.__name__}"
