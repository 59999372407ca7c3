"""What people do to a form in a browser that means one thing: one lead, on the whole running site and both databases."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup

from tests.factories import TYPED
from tests.relay import HOST
from tests.served import Served

POST = (
    "POST /kontakt HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[Served]:
    environment = {"DATABASE_URL": database_url, "LEADS_MAIL_TO": "anfragen@beispiel.example"}
    served = Served(tmp_path / "served", environment)
    served.start()
    yield served
    served.stop()


def connection_with_enquiry(site: Served, **changes: str) -> socket.socket:
    """Everything is sent, nothing is read yet."""
    body = urlencode(TYPED | changes, doseq=True).encode()
    opened = socket.create_connection((HOST, site.port), timeout=30)
    opened.sendall(POST.format(host=f"{HOST}:{site.port}", length=len(body)).encode() + body)
    return opened


def status_of(opened: socket.socket) -> int:
    with opened, opened.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def leads(site: Served) -> list[list[str]]:
    """The kinds of events of each."""
    exported = json.loads(site.run("leads", "export", "--format", "json"))
    return [[event["kind"] for event in lead["events"]] for lead in exported]


@pytest.mark.both_databases
def test_eight_clicks_at_the_same_moment_are_one_lead(site: Served) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: connection_with_enquiry(site), range(8)))
        assert list(pool.map(status_of, opened)) == [303] * 8

    assert leads(site) == [["received"] + ["sent_again"] * 7]


@pytest.mark.both_databases
def test_enquiry_sent_again_after_the_connection_died_is_one_lead(site: Served) -> None:
    connection_with_enquiry(site).close()

    assert status_of(connection_with_enquiry(site)) == 303

    assert len(leads(site)) == 1


def test_enquiry_torn_on_the_way_is_not_taken_for_a_whole_one(site: Served) -> None:
    body = urlencode({"name": "Ada", "email": "ada@muster.example.tr"}).encode()
    head = POST.format(host=f"{HOST}:{site.port}", length=len(body)).encode()

    with socket.create_connection((HOST, site.port), timeout=30) as torn:
        torn.sendall(head + body[:-3])
        torn.shutdown(socket.SHUT_WR)
        assert b"303" not in torn.recv(4096)

    assert leads(site) == []


def test_too_much_in_pieces_is_refused_like_too_much_at_once(site: Served) -> None:
    body = urlencode(TYPED | {"message": "🛠" * 8_000}, doseq=True).encode()
    head = POST.format(host=f"{HOST}:{site.port}", length=0).replace(
        "Content-Length: 0", "Transfer-Encoding: chunked"
    )
    opened = socket.create_connection((HOST, site.port), timeout=30)
    opened.sendall(head.encode() + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")

    assert status_of(opened) == 413
    assert leads(site) == []


def test_form_left_open_for_days_across_an_update_is_accepted_at_first_try(tmp_path: Path) -> None:
    site = Served(tmp_path / "served", {"SECRET_KEY": "a" * 48})
    site.start()
    with urlopen(f"{site.url}/kontakt") as page:
        form = BeautifulSoup(page.read(), "html.parser").select_one("form[action*=kontakt]")
    assert form is not None
    hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden][name]")}
    site.stop()
    site.environment["SECRET_KEY"] = "b" * 48
    site.start()

    try:
        three_days = {name: str(3 * 86_400_000) for name in ("elapsed",) if name in hidden}
        assert status_of(connection_with_enquiry(site, **hidden | three_days)) == 303
        assert leads(site) == [["received"]]
    finally:
        site.stop()
