"""Whatever people type: two parsers read back exactly our headers and recipients, and the lines are fit for any relay."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.database import writing
from app.mail import delivery, headers, outbox
from app.mail.models import OutboxMail
from tests.factories import mails
from tests.relay import Relay

pytestmark = pytest.mark.usefixtures("app_context")

RECIPIENT = "anfragen@beispiel.example"
OURS = [
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Message-ID",
    "Date",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
]
OURS += ["MIME-Version", "Content-Type"]
HOSTILE = [
    "\r\nBcc: x@y.example\r\n\r\n",
    "\r",
    "\n",
    "\x0b",
    "\x85",
    "\u2028",
    "\u2029",
    "\0",
    "\ud800",
    "\u202e",
    "\x1b",
]
HOSTILE += [
    ",",
    ";",
    ":",
    '"',
    "\\",
    "(",
    ")",
    "<x@y.example>",
    "=?utf-8?q?x?=",
    "=?utf-8?b?",
    "?=",
    "@",
    "  ",
    "\t",
]
HOSTILE += ["🛠️", "👩‍💻", "ß", "ü", "İ", "ﬃ", "中文", "عربي", ".", "\n.\n", "From ", "Müller"]

typed = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12)).map("".join)
)
visitors = st.sampled_from(
    ["ada@muster.example", "ada@faß.de", "a.b+c@sub.muster.example", "o'hara@muster.example"]
)
bounded = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def modern(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def classic(raw: bytes) -> Message:
    return message_from_bytes(raw)


def unfolded(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n", "", value))))


@bounded
@given(name=typed, subject=typed, visitor=visitors)
@example(name="N" * 10_000, subject="S" * 10_000, visitor="ada@muster.example")
@example(name="ü" * 10_000, subject="👩‍💻" * 3_000, visitor="ada@faß.de")
@example(name="=?utf-8?q?x?=", subject="=?utf-8?q?x?=", visitor="ada@muster.example")
@example(name='Müller, "Ada" \\', subject="Müller, Ada: <x@y.example>", visitor="ada@muster.example")
@example(name="Ada\r\nBcc: x@y.example", subject="Ada\r\n\r\nBcc: x", visitor="ada@muster.example")
def test_headers_are_read_back_as_ours(monkeypatch_subject, name: str, subject: str, visitor: str) -> None:
    mail = written(monkeypatch_subject, name, subject, visitor)
    address = outbox.reachable_address("", visitor)
    shown_name, shown_subject = headers.one_line(name, headers.LONGEST_NAME), headers.one_line(subject)

    first, second = modern(mail.raw), classic(mail.raw)

    assert list(first.keys()) == OURS == list(second.keys())
    assert [found.addr_spec for found in first["To"].addresses] == [RECIPIENT]
    assert [found.addr_spec for found in first["Reply-To"].addresses] == [address]
    assert parseaddr(second["To"]) == ("", RECIPIENT)
    assert parseaddr(second["Reply-To"])[1] == address
    assert first["Subject"] == unfolded(second["Subject"]) == shown_subject == mail.subject
    names = first["Reply-To"].addresses[0].display_name, unfolded(parseaddr(second["Reply-To"])[0])
    assert names[0] == names[1]
    assert shown_name.startswith(names[0].removesuffix("…"))
    assert len(names[0]) >= min(len(shown_name), 11)  # that many emoji fit, and far more letters
    fit_for_any_relay(mail.raw)


def fit_for_any_relay(raw: bytes) -> None:
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    assert b"\0" not in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 500


@pytest.fixture
def monkeypatch_subject(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the templates of the mail give: its subject and its body."""
    texts = {"subject.txt": "", "body.txt": "", "body.html": ""}

    def rendered(path: str, **_: object) -> str:
        return texts[path.rpartition("/")[2]]

    monkeypatch.setattr(outbox, "render_template", rendered)
    return texts


def written(texts: dict[str, str], name: str, subject: str, visitor: str) -> OutboxMail:
    texts |= {"subject.txt": subject, "body.txt": subject, "body.html": f"<p>{subject}</p>"}
    return outbox.write("test", RECIPIENT, reply_to=(name, visitor))


DOTS = [
    ".",
    "..",
    ".\n",
    "\n.\n",
    "\r\n.\r\nMAIL FROM:<x@y.example>\r\n",
    "\n..\n.",
    "a\n.b",
    "\r.\r",
    "x\n.\r\n.",
]
bodies = st.lists(st.sampled_from(DOTS) | st.text(max_size=20), max_size=8).map("".join)


@settings(bounded, max_examples=20)
@given(text=bodies)
@example(text="\n".join(DOTS))
def test_bytes_arrive_as_they_were_written(relay: Relay, monkeypatch_subject, text: str) -> None:
    mail = written(monkeypatch_subject, "Ada", text, "ada@muster.example")
    with writing() as opened:
        opened.add(mail)
    relay.received.clear()

    assert delivery.deliver_due() == 1

    [received] = relay.received
    assert received.raw == mails()[-1].raw
    assert (received.rcpt_tos, relay.connections) == ([RECIPIENT], relay.goodbyes)
