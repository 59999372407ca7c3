"""What is to be done now: the figures are those of the lists behind them, one's own steps come first."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import time_machine

from app.database import utc_now, writing
from app.leads import duties, inbox
from app.leads.duties import OVERDUE, SHOWN, SOON, STEPS, WAITING, Duties
from app.leads.models import Lead
from app.leads.status import Status
from app.staff import service as staff
from app.staff.models import Role
from tests.factories import keep_lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

TUESDAY = datetime(2026, 11, 24, 11, tzinfo=UTC)  # noon in Berlin
HOUR = timedelta(hours=1)
numbers = count()


@pytest.fixture(autouse=True)
def on_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def me() -> int:
    return staff.add("kim@beispiel.example", Role.EDITOR, password="elf Wolken über Hamburg", name="Kim").id


def received(moment: datetime, status: Status = Status.NEW, **values: object) -> str:
    kept = keep_lead(moment, status, message=f"Nr. {next(numbers)}")
    with writing() as session:
        for name, value in values.items():
            setattr(session.get_one(Lead, kept.id), name, value)
    look_again()
    return kept.reference


def references(leads: list[Lead]) -> list[str]:
    return [lead.reference for lead in leads]


def test_house_without_leads_is_quiet_and_at_its_beginning(me: int) -> None:
    found = duties.duties(me)

    assert found == Duties(0, 0, 0, 0, 0, 0, is_first=True)
    assert found.is_quiet


def test_only_suspects_leave_the_house_quiet_but_not_at_its_beginning(me: int) -> None:
    received(utc_now(), Status.QUARANTINED)

    found = duties.duties(me)

    assert (found.quarantined, found.is_quiet, found.is_first) == (1, True, False)


def test_somebody_who_waits_ends_the_quiet(me: int) -> None:
    received(utc_now())

    assert not duties.duties(me).is_quiet


def test_figures_are_those_of_the_lists_behind_them(me: int) -> None:
    for hours in (30, 23, 1, 0):
        received(utc_now() - HOUR * hours)
    received(utc_now() - HOUR * 30, answered_at=utc_now())
    received(utc_now(), Status.OFFER, next_step="Anrufen", next_step_on=date(2026, 11, 24), assignee_id=me)
    received(utc_now(), Status.OFFER, next_step="Anrufen", next_step_on=date(2026, 11, 25), assignee_id=me)
    received(utc_now(), Status.MEETING, next_step="Anrufen", next_step_on=date(2026, 11, 1))

    found = duties.duties(me)

    lists = [inbox.count(chosen, 99) for chosen in (OVERDUE, SOON, WAITING, STEPS)]
    assert [found.overdue, found.soon, found.waiting, found.steps] == lists == [1, 1, 4, 2]
    assert (found.own_steps, found.is_quiet) == (1, False)


def test_longest_waiting_are_named_the_most_urgent_first() -> None:
    kept = [received(utc_now() - HOUR * hours) for hours in (1, 50, 30, 20, 2, 3, 4)]

    found = references(duties.longest_waiting())

    assert found == [kept[1], kept[2], kept[3], kept[5], kept[6]]
    assert len(found) == SHOWN


@pytest.mark.parametrize(
    ("moment", "shown"),
    [(datetime(2026, 11, 24, 22, 59, tzinfo=UTC), 1), (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), 2)],
    ids=["a minute to midnight in Berlin", "midnight"],
)
def test_step_is_due_from_the_beginning_of_its_day_in_berlin(me: int, moment: datetime, shown: int) -> None:
    for day in (24, 25):
        received(utc_now(), Status.OFFER, next_step="Anrufen", next_step_on=date(2026, 11, day))

    with time_machine.travel(moment, tick=False):
        found = duties.duties(me).steps, len(duties.due_steps(me))

    assert found == (shown, shown)


def test_own_steps_come_first_however_old_the_others_are(me: int) -> None:
    statuses = (Status.NEW, Status.IN_CONTACT, Status.MEETING, Status.OFFER)
    others = [
        received(utc_now(), statuses[day % 4], next_step="Anrufen", next_step_on=date(2026, 11, day))
        for day in range(1, 8)
    ]
    own = [
        received(utc_now(), status, next_step="Anrufen", next_step_on=date(2026, 11, 24), assignee_id=me)
        for status in (Status.OFFER, Status.NEW)
    ]

    assert references(duties.due_steps(me)) == own + others[:3]


def test_step_of_a_decided_lead_is_not_due(me: int) -> None:
    received(utc_now(), Status.WON, next_step="Anrufen", next_step_on=date(2026, 11, 1), assignee_id=me)

    assert (duties.due_steps(me), duties.duties(me).steps) == ([], 0)
