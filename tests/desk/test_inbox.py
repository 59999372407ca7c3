"""The inbox."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.database import utc_now
from app.leads import queries
from app.leads.status import Status
from tests.factories import keep_lead
from tests.house_client import HouseClient

ROWS = "main a[href*='/leitstand/anfragen/']"


def test_empty_inbox_says_what_will_come(desk: HouseClient) -> None:
    page = desk.get("/leitstand/")

    assert page.soup.select(ROWS) == []
    assert page.soup.select_one("main a[href^='/kontakt']") is not None


@pytest.mark.both_databases
def test_newest_comes_first_and_unread_is_said(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead(name="Ada Alt", received_at=utc_now() - timedelta(hours=2))
        keep_lead(name="Nora Neu")

    page = desk.get("/leitstand/")

    assert [row for name in page.texts(ROWS) for row in ("Nora Neu", "Ada Alt") if row in name] == [
        "Nora Neu",
        "Ada Alt",
    ]
    assert page.text.count("ungelesen") >= 2


def test_opening_a_lead_makes_it_read(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead()

    desk.get(desk.get("/leitstand/").soup.select_one(ROWS)["href"])

    assert queries_unread(app) == 0


def queries_unread(app: Flask) -> int:
    with app.app_context():
        return queries.unread_count()


def test_pages_lead_to_the_oldest_and_back(
    desk: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    with app.app_context():
        for number in range(3):
            keep_lead(name=f"Person {number}", received_at=utc_now() - timedelta(hours=number))

    first = desk.get("/leitstand/")
    older = desk.get(first.soup.select_one("a[rel=next], a[href*='before=']")["href"])

    assert "Person 2" in older.text
    assert "Person 0" not in older.text
    assert older.soup.select_one("main a[href='/leitstand/']") is not None


def test_number_of_queries_does_not_grow_with_the_leads(desk: HouseClient, app: Flask) -> None:
    def count_queries() -> int:
        statements: list[str] = []
        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
        desk.get("/leitstand/")
        return len(statements)

    with app.app_context():
        keep_lead()
    one = count_queries()
    with app.app_context():
        keep_lead(message="zwei")
        keep_lead(message="drei", status=Status.NEW)

    assert count_queries() == one
