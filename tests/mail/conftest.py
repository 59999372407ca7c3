"""For tests of how mails are taken and handed over."""

import pytest

from app.mail.presence import may_deliver


@pytest.fixture
def at_work(app_context: None) -> None:
    """What is in hand from now on belongs to somebody alive."""
    may_deliver()
