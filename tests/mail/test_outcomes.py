"""Whatever the relay answers or does at whatever stage: what becomes of that mail, and that the next one goes out."""

import pytest

from app.database import writing
from app.mail import connection, delivery, outbox, queries
from app.mail.answers import Verdict
from app.mail.models import State
from app.settings import Settings
from tests.databases import make_settings
from tests.factories import mails
from tests.relay import HOST
from tests.scripted_relay import CLOSE, HANG, RESET, ScriptedRelay

pytestmark = pytest.mark.usefixtures("app_context")

BAD, GOOD = "eigen@beispiel.example", "anfragen@beispiel.example"
AGAIN, DEAD = State.OWED, State.DEAD
BROKEN = [HANG, CLOSE, RESET]


@pytest.fixture
def settings(tmp_path, database_url: str, scripted_relay: ScriptedRelay) -> Settings:
    return make_settings(
        tmp_path / "data",
        database_url=database_url,
        mail_server=HOST,
        mail_port=scripted_relay.port,
        mail_use_tls=False,
        mail_username="leitstand",
        mail_password="geheim",
    )


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONNECT_TIMEOUT", "COMMAND_TIMEOUT", "DATA_TIMEOUT"):
        monkeypatch.setattr(connection, name, 0.3)


def owe(*recipients: str) -> None:
    for recipient in recipients:
        with writing() as opened:
            opened.add(outbox.write("test", recipient))


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "auth", "mail"])
@pytest.mark.parametrize("said", [b"421 4.3.2 shutting down", *BROKEN])
def test_relay_that_lets_nobody_in_costs_no_try(
    scripted_relay: ScriptedRelay, stage: str, said: bytes | str
) -> None:
    owe(BAD, GOOD)
    scripted_relay.script = {stage: said}

    assert delivery.deliver_due() == 0

    assert [(mail.state, mail.attempt_count, mail.claim_count) for mail in mails()] == [
        (State.OWED, 0, 0)
    ] * 2
    assert [mail.attempts for mail in mails()] == [[], []]
    assert queries.channel() is not None
    assert (scripted_relay.heard["greeting"], scripted_relay.heard["rcpt"]) == (1, 0)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("greeting", b"554 5.3.2 not here"),
        ("greeting", b"450 4.3.2 later"),
        ("greeting", b"HTTP/1.1 400 Bad Request"),
        ("ehlo", b"550 5.7.1 who are you"),
        ("auth", b"454 4.7.0 temporary authentication failure"),
        ("auth", b"535 5.7.8 wrong password"),
        ("auth", b"534 5.7.9 too weak"),
        ("auth", b"538 5.7.11 encryption needed"),
        ("auth", b"432 4.7.12 change your password"),
        ("mail", b"530 5.7.0 log in first"),
        ("mail", b"538 5.7.11 encryption needed"),
        ("rcpt", b"530 5.7.0 log in first"),
        ("rcpt", b"421 4.7.0 closing"),
        ("data", b"421 4.3.2 closing"),
        ("dot", b"421 4.3.2 closing"),
    ],
)
def test_trouble_of_the_relay_or_our_login_costs_no_try(
    scripted_relay: ScriptedRelay, stage: str, said: bytes
) -> None:
    owe(GOOD)
    scripted_relay.script = {stage: said}

    delivery.deliver_due()

    [mail] = mails()
    assert (mail.state, mail.attempt_count, mail.attempts) == (State.OWED, 0, [])
    assert queries.channel() is not None
    assert scripted_relay.received == []


ANSWERS = [
    (b"450 4.2.1 busy", AGAIN, Verdict.RETRY),
    (b"451 4.7.1 greylisted, come back", AGAIN, Verdict.RETRY),
    (b"452 4.2.2 mailbox full", AGAIN, Verdict.RETRY),
    (b"499 odd", AGAIN, Verdict.RETRY),
    (b"550 5.1.1 unknown", DEAD, Verdict.REFUSED),
    (b"550 no such user", DEAD, Verdict.REFUSED),
    (b"551 not local", DEAD, Verdict.REFUSED),
    (b"552 5.2.2 mailbox full", DEAD, Verdict.REFUSED),
    (b"553 5.1.3 bad address", DEAD, Verdict.REFUSED),
    (b"554 5.1.10 null MX", DEAD, Verdict.REFUSED),
    (b"553 5.1.8 sender unknown", DEAD, Verdict.BLOCKED),
    (b"552 5.3.4 message too big", DEAD, Verdict.TOO_BIG),
    (b"500 what", DEAD, Verdict.BLOCKED),
    (b"501 5.5.4 bad arguments", DEAD, Verdict.BLOCKED),
    (b"503 5.5.1 bad sequence", DEAD, Verdict.BLOCKED),
    (b"550 5.7.1 relaying denied", DEAD, Verdict.BLOCKED),
    (b"554 5.7.1 spam", DEAD, Verdict.BLOCKED),
]


@pytest.mark.parametrize(
    ("stage", "said", "state", "verdict"),
    [("rcpt", *answer) for answer in [*ANSWERS, (b"454 4.7.1 relay access denied", AGAIN, Verdict.RETRY)]]
    + [(stage, *answer) for stage in ("data", "dot") for answer in ANSWERS[1::5]]
    # No recipient was named yet, so the sender is meant.
    + [("mail", b"550 unknown sender", DEAD, Verdict.BLOCKED), ("mail", *ANSWERS[1]), ("mail", *ANSWERS[10])],
)
def test_answer_about_a_mail_decides_what_becomes_of_it(
    scripted_relay: ScriptedRelay, stage: str, said: bytes, state: State, verdict: Verdict
) -> None:
    owe(GOOD)
    scripted_relay.script = {stage: said}

    delivery.deliver_due()

    [mail] = mails()
    assert (mail.state, mail.attempt_count, mail.claim_count) == (state, 1, 0)
    assert [(tried.outcome, tried.words.encode()) for tried in mail.attempts] == [(verdict, said)]
    assert queries.channel() is None
    assert scripted_relay.received == []


@pytest.mark.parametrize(
    ("stage", "said", "verdict"),
    [
        *[("rcpt", broken, Verdict.LOST) for broken in BROKEN],
        *[("data", broken, Verdict.LOST) for broken in BROKEN],
        *[("dot", broken, Verdict.UNCERTAIN) for broken in BROKEN],
        ("rcpt", b"nonsense", Verdict.LOST),
        ("data", b"250 no, the mail goes first", Verdict.LOST),
        ("dot", b"nonsense", Verdict.UNCERTAIN),
        ("dot", b"250 " + b"x" * 9_000, Verdict.UNCERTAIN),
        ("rcpt", b"450 4.2.1 busy", Verdict.RETRY),
        ("rcpt", b"550 5.1.1 unknown", Verdict.REFUSED),
        ("dot", b"554 5.6.0 cannot read that", Verdict.BLOCKED),
    ],
)
def test_mail_that_fails_lets_the_next_one_through(
    scripted_relay: ScriptedRelay, stage: str, said: bytes | str, verdict: Verdict
) -> None:
    owe(BAD, GOOD)
    scripted_relay.script, scripted_relay.only_for = {stage: said}, BAD

    assert delivery.deliver_due() == 1

    bad, good = mails()
    assert [tried.outcome for tried in bad.attempts] == [verdict]
    assert (good.state, queries.channel()) == (State.SENT, None)
    assert scripted_relay.received[-1][0] == f"rcpt TO:<{GOOD}>"


@pytest.mark.parametrize("said", [b"250 2.1.5 fine", b"251 will forward", b"252 will try"])
def test_each_form_of_yes_is_one(scripted_relay: ScriptedRelay, said: bytes) -> None:
    owe(GOOD)
    scripted_relay.script = {"rcpt": said}

    assert delivery.deliver_due() == 1


@pytest.mark.parametrize("said", [b"421 4.3.2 gone", b"500 what", *BROKEN])
def test_goodbye_that_fails_takes_nothing_back(scripted_relay: ScriptedRelay, said: bytes | str) -> None:
    owe(GOOD)
    scripted_relay.script = {"quit": said}

    assert delivery.deliver_due() == 1

    assert [(mail.state, mail.attempts[-1].words) for mail in mails()] == [(State.SENT, "250 2.0.0 kept")]


FULL = b"421 4.7.0 too many on this connection"


@pytest.mark.parametrize(
    ("stage", "said"), [("mail", FULL), ("mail", CLOSE), ("mail", RESET), ("rcpt", FULL), ("data", FULL)]
)
def test_connection_that_is_used_up_is_followed_by_a_new_one(
    scripted_relay: ScriptedRelay, stage: str, said: bytes | str
) -> None:
    owe(*[GOOD] * 5)
    scripted_relay.script, scripted_relay.after_mails = {stage: said}, 3

    assert delivery.deliver_due() == 5

    assert (scripted_relay.heard["greeting"], queries.channel()) == (3, None)
