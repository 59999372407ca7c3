"""A thousand enquiries while everything fails: whoever was thanked is a lead, once, and the consultancy was told."""

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from app.database import sqlite_driver
from tests.faults.chaos import Chaos, Visitor, small_disk
from tests.relay import HOST, Relay
from tests.served import Served

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ENQUIRIES, VISITORS = 1000, 16
DISK = 128  # megabytes
UNFLOODED = Path(__file__).parent / "unflooded"
ROOT = UNFLOODED.parent.parent.parent


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    with small_disk(tmp_path / "disk", DISK) as is_small:
        yield tmp_path / "disk", is_small


@pytest.fixture
def site(tmp_path: Path, disk: tuple[Path, bool], relay: Relay) -> Iterator[Served]:
    """Its data on the small disk, its log elsewhere."""
    environment = {
        "DATA_DIR": str(disk[0]),
        "LEADS_MAIL_TO": "anfragen@beispiel.example",
        "MAIL_SERVER": HOST,
        "MAIL_PORT": str(relay.port),
        "MAIL_USE_TLS": "false",
        "PYTHONPATH": os.pathsep.join([str(UNFLOODED), os.environ.get("PYTHONPATH", str(ROOT))]),
    }
    served = Served(tmp_path / "served", environment)
    served.start()
    yield served
    served.stop()


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite_driver().connect(folder / "flightops.db", timeout=30)) as connection:
        return list(connection.execute(query).fetchall())


def owe_now(folder: Path) -> None:
    """Nobody waits for the five days of the schedule here."""
    with closing(sqlite_driver().connect(folder / "flightops.db", timeout=30)) as connection:
        connection.execute(
            "UPDATE outbox_mail SET state = 'owed', due_at = created_at WHERE state IN ('owed', 'dead')"
        )
        connection.execute("UPDATE mail_channel SET probe_at = down_since")
        connection.commit()


def wait_until_calm(served: Served, folder: Path) -> None:
    """Recorder empty, every mail sent."""
    pushed = 0.0

    def is_calm() -> bool:
        nonlocal pushed
        try:
            if time.monotonic() - pushed > 10:
                owe_now(folder)
                pushed = time.monotonic()
            owed = rows(folder, "SELECT count(*) FROM outbox_mail WHERE state != 'sent'")
        except (sqlite3.Error, sqlite_driver().Error):
            return False
        journal = folder / "recorder" / "journal"
        return owed == [(0,)] and journal.stat().st_size == 0 and not list(journal.parent.glob("batch-*"))

    served.wait_for(is_calm, within=150)


def submit(served: Served, seed: int) -> list[Visitor]:
    visitors = [Visitor(served, random.Random(f"{seed}-{number}")) for number in range(VISITORS)]

    def visit(number: int) -> None:
        visitor = visitors[number]
        for message in range(number, ENQUIRIES, VISITORS):
            visitor.send(f"Anfrage {message}")
            time.sleep(visitor.chance.uniform(0, 1.5))

    with ThreadPoolExecutor(VISITORS) as pool:
        list(pool.map(visit, range(VISITORS)))
    return visitors


def in_the_background(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def fill_twice(chaos: Chaos) -> None:
    for _ in range(2):
        chaos.over.wait(chaos.chance.uniform(8, 15))
        chaos.fill_disk(chaos.chance.uniform(5, 8))


@dataclass
class Account:
    """What there is in the end."""

    folder: Path
    relay: Relay
    visitors: list[Visitor]

    @cached_property
    def thanked(self) -> Counter[object]:
        return Counter(message for visitor in self.visitors for message in visitor.thanked)

    @cached_property
    def answers(self) -> Counter[str]:
        return sum((visitor.answers for visitor in self.visitors), Counter())

    @cached_property
    def leads(self) -> Counter[object]:
        return Counter(message for (message,) in rows(self.folder, "SELECT message FROM lead"))

    @cached_property
    def notifications(self) -> list[tuple[object, ...]]:
        wanted = "SELECT message_id, about FROM outbox_mail WHERE message = 'enquiry_received'"
        return rows(self.folder, wanted)

    @cached_property
    def arrived(self) -> dict[object, list[bytes]]:
        """The bytes of each copy, by Message-ID."""
        found: dict[object, list[bytes]] = {}
        for mail in self.relay.received:
            found.setdefault(str(mail.message["Message-ID"]), []).append(mail.raw)
        return found

    @property
    def copies(self) -> int:
        return sum(len(same) - 1 for same in self.arrived.values())


def test_thousand_enquiries_in_chaos(
    site: Served, disk: tuple[Path, bool], relay: Relay, record_property: Callable[[str, object], None]
) -> None:
    folder, is_small = disk
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1_000_000)))
    chaos = Chaos(site, folder, relay, random.Random(seed))
    print(f"CHAOS_SEED={seed}")
    started = time.monotonic()

    with chaos.reigns():
        filling = in_the_background(lambda: fill_twice(chaos) if is_small else None)
        visitors = submit(site, seed)
        filling.join()
    site.wait_for(site.is_answering)
    wait_until_calm(site, folder)

    account = Account(folder, relay, visitors)
    recorded = site.log.count("recorded, to be replayed")
    record_property(
        "told",
        f"chaos: CHAOS_SEED={seed}, {time.monotonic() - started:.0f} s, answers {dict(account.answers)},"
        f" {dict(chaos.events)}, {recorded} recorded, {account.leads.total()} leads, {len(account.arrived)} mails,"
        f" {account.copies} copies"
        + "; NOT RUN: full disk, only root may mount a small one"
        * (not is_small),
    )
    assert account.thanked.total() == ENQUIRIES
    assert account.leads == account.thanked
    assert len(account.notifications) == len({about for _, about in account.notifications}) == ENQUIRIES
    assert {message_id for message_id, _ in account.notifications} <= account.arrived.keys()
    assert [same for same in account.arrived.values() if len(set(same)) > 1] == []
    assert account.copies <= chaos.events["worker killed"] + chaos.events["relay away"]
    assert recorded > 0
    assert chaos.events["disk full"] == 2 * is_small
