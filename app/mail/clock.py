"""Moments to wait for. What lies further ahead than we ever wait was written while a clock was wrong, and counts as past."""

from datetime import datetime, timedelta
from typing import Any

SLACK = timedelta(minutes=1)  # other workers looked at their clock a little later, or have another


def lies_ahead(moment: Any, now: datetime, longest: timedelta) -> Any:
    """Of a datetime, or as part of a query of a column that holds one."""
    return (moment > now) & (moment <= now + longest + SLACK)
