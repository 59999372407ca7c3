"""Whatever is sent to the form gets a clear answer at once, and what is kept breaks nothing later."""

import csv
import io
import json
import time
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import session
from app.enquiry.cleaning import many_lines
from app.leads import export, queries
from app.leads.models import Lead
from tests.factories import TYPED, mails
from tests.house_client import HouseClient

ADA = {"name": "Ada", "email": "ada@muster.example"}
URLENCODED = "application/x-www-form-urlencoded"


MULTIPART = "multipart/form-data; boundary=xx"


def multipart(**fields: bytes) -> bytes:
    parts = (
        b'--xx\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in fields.items()
    )
    return b"".join(parts) + b"--xx--\r\n"


def only_lead(app: Flask) -> Lead:
    with app.app_context():
        found = session().query(Lead).one()
        session().expunge(found)
        return found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada\u202ereverse\u202c", "Adareverse"),
        ("\u2066Ada\u2069", "Ada"),
        ("A\u200bd\u00ada\ufeff", "Ada"),
        ("Ada\U000e0041\U000e0042", "Ada"),
        ("Ada\r\nBcc: x@evil.example", "Ada Bcc: x@evil.example"),
        ("Ada\u2028\u0085\x0bX", "Ada X"),
        ("Ada\ud800", "Ada???"),
        ("نیما می\u200cخواهد", "نیما می\u200cخواهد"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("x" * 120, "x" * 120),
        ("A" + "\u0335" * 100, "A" + "\u0335" * 30),
    ],
)
def test_name_is_kept_as_people_read_it(client: FlaskClient, app: Flask, typed: str, name: str) -> None:
    raw = typed.encode("utf-8", errors="surrogatepass")

    answer = client.post(
        "/kontakt", data=multipart(name=raw, email=b"ada@muster.example"), content_type=MULTIPART
    )

    assert answer.status_code == 303
    assert only_lead(app).name == name.replace("???", "\ufffd" * 3)


@pytest.mark.parametrize(
    "name", ["\u200b", "\u2800", "\u3164", "\u202e\u202c", "\u200d", "\ufe0f", "\u0301", "\x00", "\u00ad "]
)
def test_name_that_draws_nothing_is_no_name(house: HouseClient, name: str) -> None:
    page = house.post("/kontakt", ADA | {"name": name}, status=422)

    assert page.texts("[role=alert] a") == ["Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_line_is_one(client: FlaskClient, app: Flask, end: str) -> None:
    client.post(
        "/kontakt",
        data=multipart(name=b"Ada", email=b"a@b.example", message=f"a{end}b".encode()),
        content_type=MULTIPART,
    )

    assert only_lead(app).message == "a\nb"


@pytest.mark.parametrize(
    ("content_type", "body", "status", "heading"),
    [
        ("application/json", json.dumps(ADA), 415, "Das ist kein Formular"),
        ("text/plain", "name=Ada", 415, "Das ist kein Formular"),
        ("application/xml", "<a/>", 415, "Das ist kein Formular"),
        (URLENCODED, "name=J\xfcrgen&message=Hallo".encode("latin-1"), 415, "Das ist kein Formular"),
        (URLENCODED, "", 422, "Gespräch anfragen"),
        (URLENCODED, "name=%FF%FE&email=%ED%A0%80", 422, "Gespräch anfragen"),
        (URLENCODED, "&&&===%%%", 422, "Gespräch anfragen"),
        ("multipart/form-data", "no boundary", 422, "Gespräch anfragen"),
        ("multipart/form-data; boundary=xx", "--xx\r\ntorn", 422, "Gespräch anfragen"),
        (URLENCODED, "x" * 70_000, 413, "Das war zu viel auf einmal"),
        (
            MULTIPART,
            multipart(**{f"f{number}": b"" for number in range(60)}),
            413,
            "Das war zu viel auf einmal",
        ),
    ],
)
def test_what_no_form_sends_is_told_apart(
    house: HouseClient, content_type: str, body: str | bytes, status: int, heading: str
) -> None:
    page = house.look_at(
        "/kontakt", house.client.post("/kontakt", data=body, content_type=content_type), status
    )

    assert page.heading == heading


def test_page_for_too_much_says_that_the_text_is_still_there(house: HouseClient) -> None:
    page = house.post("/kontakt", ADA | {"message": "x" * 70_000}, status=413)

    assert "Gehen Sie im Browser einen Schritt zurück: Ihr Text steht noch dort." in page.text


def test_message_a_little_too_long_comes_back_whole(house: HouseClient) -> None:
    page = house.post("/kontakt", ADA | {"message": "ä" * 10_001}, status=422)

    assert page.texts("[role=alert] a") == ["Kürzen Sie den Text um 1 Zeichen."]
    assert page.soup.select_one("textarea").get_text().strip() == "ä" * 10_001


def test_of_fields_sent_twice_the_first_counts(client: FlaskClient, app: Flask) -> None:
    body = "name=Ada&name=Bo&email=ada@muster.example&email=b@b.example&topics=nis2&topics=nis2&reply_by=email&reply_by=phone"

    answer = client.post("/kontakt", data=body, content_type=URLENCODED)

    kept = only_lead(app)
    assert (answer.status_code, kept.name, kept.email, kept.reply_by) == (
        303,
        "Ada",
        "ada@muster.example",
        "email",
    )


def test_unknown_fields_and_files_are_left_alone(client: FlaskClient, app: Flask) -> None:
    upload = (io.BytesIO(b"x"), "x.exe")

    answer = client.post(
        "/kontakt", data=ADA | {"status": "won", "reference": "FR-XXXX-XXXX", "file": upload}
    )

    kept = only_lead(app)
    assert (answer.status_code, kept.status) == (303, "new")
    assert kept.reference != "FR-XXXX-XXXX"


@pytest.mark.parametrize(
    ("content_type", "body", "name"),
    [
        (URLENCODED, b"name=M%FCller&email=m@muster.example", "M%FCller"),
        (MULTIPART, multipart(name=b"M\xfcller", email=b"m@muster.example"), "M\ufffdller"),
    ],
)
def test_old_encoding_costs_a_letter_and_no_enquiry(
    client: FlaskClient, app: Flask, content_type: str, body: bytes, name: str
) -> None:
    answer = client.post("/kontakt", data=body, content_type=content_type)

    assert (answer.status_code, only_lead(app).name) == (303, name)


def test_reading_with_a_body_is_reading(client: FlaskClient) -> None:
    assert client.get("/kontakt", data="name=Ada", content_type=URLENCODED).status_code == 200


@pytest.mark.parametrize(
    "bait", ["a", "a@", "@a.", "<a ", "1 ", "+49", "\u0301", "jetzt ", "\u200d", "xn--", "é"]
)
def test_bait_is_answered_at_once(client: FlaskClient, bait: str) -> None:
    text = bait * (30_000 // len(bait.encode()))
    started = time.process_time()

    answers = [
        client.post("/kontakt", data=data, content_type="multipart/form-data").status_code
        for data in (
            ADA | {"message": text[:10_000]},
            {"name": text, "email": text},
            ADA | {"phone": text, "reply_by": "phone"},
        )
    ]

    assert answers[1:] == [422, 422]
    assert time.process_time() - started < 3  # some 0.2 s alone


def test_towers_of_marks_are_put_in_order_at_once() -> None:
    started = time.process_time()

    assert len(many_lines("a" + "\u0315" * 100_000 + "\u0327" * 100_000)) == 31
    assert time.process_time() - started < 5  # some 0.05 s; 40 s and more where all of them are sorted


def test_topic_ticked_twice_is_one(client: FlaskClient, app: Flask) -> None:
    client.post("/kontakt", data=ADA | {"topics": ["nis2", "talk", "nis2"]})

    assert only_lead(app).topics == ["nis2", "talk"]


NASTY: dict[str, Any] = TYPED | {
    "name": '=HYPERLINK("https://evil.example"), "Ada" <b>&amp; \u202e\r\nBcc: x@evil.example',
    "company": "x" * 160,
    "phone": "+1 (0)\x00 23456 javascript:alert(1)",
    "message": f"{'W' * 9_000}\n.\n..\nFrom me\n<script>alert(1)</script>\u2028=1+1\x00{{{{ 7*7 }}}}\n🛠️\u202e",
}


@pytest.mark.both_databases
def test_nasty_enquiry_breaks_neither_list_nor_lead_nor_export_nor_mail(
    client: FlaskClient, desk: HouseClient, app: Flask
) -> None:
    assert client.post("/kontakt", data=NASTY, content_type="multipart/form-data").status_code == 303
    kept = only_lead(app)
    desk.remember({name: str(getattr(kept, name)) for name in ("name", "company", "phone", "message")})

    with app.app_context():
        told = [message_from_bytes(mail.raw, policy=policy.SMTP) for mail in mails()]
        rows = list(
            csv.reader(
                io.StringIO("".join(export.as_csv(queries.all_leads())).lstrip("\ufeff")), delimiter=";"
            )
        )
        [exported] = json.loads("".join(export.as_json(queries.all_leads())))

    lead_page = desk.get(f"/leitstand/anfragen/{kept.reference}")
    assert desk.get("/leitstand/").status == 200
    assert lead_page.heading == " ".join(kept.name.split())
    assert exported["message"] == kept.message
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert [(mail["To"], mail["Bcc"], len(mail.defects)) for mail in told] == [
        ("anfragen@beispiel.example", None, 0)
    ] * len(told)
    assert {"\x00", "\u202e", "\u2028"} & set(kept.name + kept.message + kept.phone) == set()
