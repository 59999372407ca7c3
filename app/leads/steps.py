"""What comes next for a lead, and by when. Each function is one transaction, and an event in the timeline."""

from datetime import date

from app.database import writing
from app.errors import DomainError
from app.leads.models import Lead
from app.leads.work import load_for_change, record


class NextStepMissing(DomainError):
    message = "Schreiben Sie, was als Nächstes geschieht, dann lässt sich der Schritt sichern."


def plan_step(reference: str, step: str, on: date | None, *, by: str, version: int) -> None:
    """What comes next, and by when. Raises LeadNotFound, LeadChangedMeanwhile, NextStepMissing."""
    if not step:
        raise NextStepMissing
    with writing() as session:
        lead = load_for_change(session, reference, version)
        lead.next_step, lead.next_step_on = step, on
        record(lead, "step_planned", by, step_of(lead))


def finish_step(reference: str, *, by: str, version: int) -> None:
    """Raises LeadNotFound, LeadChangedMeanwhile, NextStepMissing."""
    take_step_away(reference, "step_done", by=by, version=version)


def drop_step(reference: str, *, by: str, version: int) -> None:
    """Raises LeadNotFound, LeadChangedMeanwhile, NextStepMissing."""
    take_step_away(reference, "step_dropped", by=by, version=version)


def take_step_away(reference: str, kind: str, *, by: str, version: int) -> None:
    with writing() as session:
        lead = load_for_change(session, reference, version)
        if not lead.next_step:
            raise NextStepMissing
        record(lead, kind, by, step_of(lead))
        lead.next_step, lead.next_step_on = "", None


def step_of(lead: Lead) -> dict[str, str]:
    return {"step": lead.next_step} | ({"on": lead.next_step_on.isoformat()} if lead.next_step_on else {})
