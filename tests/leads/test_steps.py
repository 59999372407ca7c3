"""What comes next for a lead."""

from datetime import date

import pytest

from app.leads import steps
from app.leads.models import Lead
from tests.factories import keep_lead, lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def kept() -> Lead:
    return keep_lead()


def state(kept: Lead) -> tuple[str, date | None, int]:
    now = lead(kept.reference)
    return now.next_step, now.next_step_on, now.version


def told(kept: Lead) -> list[tuple[str, dict[str, str]]]:
    return [(event.kind, event.data) for event in lead(kept.reference).events[1:]]


def test_step_is_kept_with_its_day_and_told(kept: Lead) -> None:
    steps.plan_step(kept.reference, "Angebot schicken", FRIDAY, by="Kim", version=1)

    assert state(kept) == ("Angebot schicken", FRIDAY, 2)
    assert told(kept) == [("step_planned", {"step": "Angebot schicken", "on": "2026-11-27"})]


@pytest.mark.parametrize(
    ("take_away", "kind"), [(steps.finish_step, "step_done"), (steps.drop_step, "step_dropped")]
)
def test_step_goes_and_its_words_stay_in_the_timeline(kept: Lead, take_away: object, kind: str) -> None:
    steps.plan_step(kept.reference, "Anrufen", None, by="Kim", version=1)

    take_away(kept.reference, by="Alex", version=2)  # type: ignore[operator]

    assert state(kept) == ("", None, 3)
    assert told(kept)[-1] == (kind, {"step": "Anrufen"})


def test_step_without_words_is_refused(kept: Lead) -> None:
    with pytest.raises(steps.NextStepMissing):
        steps.plan_step(kept.reference, "", FRIDAY, by="Kim", version=1)
    assert state(kept) == ("", None, 1)


def test_step_that_is_not_there_cannot_be_done(kept: Lead) -> None:
    with pytest.raises(steps.NextStepMissing):
        steps.finish_step(kept.reference, by="Kim", version=1)
    assert state(kept) == ("", None, 1)
