"""Sends one enquiry again and again, each time with another system call failing; a line of JSON for each time.

A process of its own, because it forks: `python -m tests.faults.accept one|lasting|death enquiry|recorded|replay STEP`.
The environment says where data and database are; the folder also holds `migrated.db` to copy from, if it is SQLite.
"""

import errno
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import NullPool, create_engine, text

from app import create_app
from app.database import session, utc_now
from app.enquiry import recorder
from app.enquiry.recorder import Arrival
from app.leads.models import Lead
from app.leads.reference import make_reference
from app.leads.status import Status
from app.mail.models import OutboxMail
from tests.factories import TYPED, enquiry
from tests.faults.syscalls import TALKS, WRITES, Fault, run

FOR_EVER = 1_000_000
THANKS = 303
TIMES = {"one": (1, errno.EIO), "lasting": (FOR_EVER, errno.ENOSPC), "death": (1, None)}


class Trial:
    """What is tried, and what is there before and after."""

    def __init__(self, app: Flask, work: str) -> None:
        self.app, self.database, self.recorded = app, app.extensions["engine"].url, work != "enquiry"
        self.work = self.replay if work == "replay" else self.post
        self.is_away = work == "recorded"
        self.folder: Path = app.extensions["settings"].data_dir
        self.kinds = WRITES + (TALKS if self.database.get_backend_name() == "postgresql" else ())

    def rows(self, times: int, error: int | None, step: int) -> Iterator[dict[str, Any]]:
        """Every `step`-th call, and the last: on SQLite the one that makes the commit durable."""
        self.prepare()
        total = len(run(self.work, Fault(), self.kinds).calls)
        for number in sorted({*range(1, total + 1, step), total}):
            self.prepare()
            outcome = run(self.work, Fault(number, number + times - 1, error, self.cut), self.kinds)
            row = {"number": number, "call": outcome.calls[number - 1]} | json.loads(outcome.said or b"{}")
            yield row | {"after": self.look()} | self.once_more(row)

    def prepare(self) -> None:
        shutil.rmtree(self.folder / "recorder", ignore_errors=True)
        self.restore_database()
        if self.is_away:
            self.take_database_away()
        run(self.record if self.work == self.replay else self.make_room, Fault(), ())

    def restore_database(self) -> None:
        if self.database.get_backend_name() == "postgresql":
            self.cut()
            self.empty_tables()
        else:
            self.remove_database()
            shutil.copy(self.folder / "migrated.db", self.database.database)

    def remove_database(self) -> None:
        for path in Path(self.database.database).parent.glob("flightops.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def take_database_away(self) -> None:
        self.remove_database()
        Path(self.database.database).mkdir()

    def empty_tables(self) -> None:
        with create_engine(self.database, poolclass=NullPool).begin() as connection:
            connection.execute(text("TRUNCATE lead, outbox_mail CASCADE"))

    def cut(self) -> None:
        """End every connection to the server, and wait for it."""
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with create_engine(self.database, poolclass=NullPool).connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
            while connection.execute(text(f"SELECT count(*) {others}")).scalar():
                connection.rollback()  # the view stands still within a transaction
                time.sleep(0.01)

    def make_room(self) -> bytes:
        with self.app.app_context():
            recorder.prepare()
        return b""

    def record(self) -> bytes:
        with self.app.app_context():
            recorder.prepare()
            recorder.append(Arrival(enquiry(), make_reference(), utc_now(), Status.NEW))
        return b""

    def post(self) -> bytes:
        answer = self.app.test_client().post("/kontakt", data=TYPED)
        kept = {} if answer.status_code == THANKS else {"typed": typed_in(answer.text)}
        return json.dumps({"status": answer.status_code} | kept).encode()

    def replay(self) -> bytes:
        with self.app.app_context():
            return json.dumps({"status": recorder.replay()}).encode()

    def look(self) -> dict[str, Any]:
        """What is there once nothing fails any more and the worker has had its turn."""
        if self.is_away:
            self.restore_database()
        return dict(json.loads(run(self.found, Fault(), ()).said))

    def found(self) -> bytes:
        with self.app.app_context():
            recorder.replay()
            leads = session().query(Lead).all()
            found = {
                "events": [[event.kind for event in lead.events] for lead in leads],
                "typed": [{name: getattr(lead, name) for name in TYPED} for lead in leads],
                "mails": session().query(OutboxMail).count(),
                "clear": recorder.state().waiting == recorder.state().stuck == 0,
            }
        return json.dumps(found).encode()

    def once_more(self, row: dict[str, Any]) -> dict[str, Any]:
        """What is there after a visitor who was not thanked has sent it again."""
        if self.work == self.replay or row.get("status") == THANKS:
            return {}
        run(self.post, Fault(), ())
        return {"in_the_end": json.loads(run(self.found, Fault(), ()).said)}


def typed_in(page: str) -> dict[str, Any]:
    """What stands in the form of a page."""
    form = BeautifulSoup(page, "html.parser").select_one("form[action*=kontakt]")
    if form is None:
        return {}
    lines = form.select("input:not([type=checkbox], [type=radio]), input[type=radio][checked]")
    typed = {field["name"]: field.get("value", "") for field in lines}
    typed |= {"topics": [field["value"] for field in form.select("input[name=topics][checked]")]}
    typed |= {"message": form.select_one("textarea").get_text().strip()}
    return {name: value for name, value in typed.items() if name in TYPED}


if __name__ == "__main__":
    times, work, step = sys.argv[1:]
    for row in Trial(create_app(), work).rows(*TIMES[times], int(step)):
        print(json.dumps(row), flush=True)
