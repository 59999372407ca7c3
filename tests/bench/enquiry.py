"""An enquiry on its way in: eight visitors at once, against the bare rows, a tutorial's app, and four kinds of bad relay."""

import contextlib
import os
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import text

from app import create_app, migrations
from app.database import session, sqlite_driver
from tests.bench.reading import granian
from tests.databases import make_settings
from tests.factories import TYPED, keep_lead
from tests.relay import HOST, Relay
from tests.scripted_relay import CLOSE, HANG, ScriptedRelay, listening
from tests.served import Served

CLIENTS = 8
SLICE = 2.0  # seconds
ROUNDS = 5
THANKS = 303
FAR = 0.02  # seconds to each answer of a relay in another place, where every real one is
numbers = count(1)
lock = threading.Lock()
Rows = dict[str, dict[str, Any]]  # of each table, the columns and what they hold
BARE = "nackte Zeilen"
NARROW = """
CREATE TABLE lead (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, received_at TEXT, typed TEXT, email_key TEXT, content_key TEXT);
CREATE TABLE lead_event (id INTEGER PRIMARY KEY, lead_id INTEGER, at TEXT, kind TEXT, data TEXT);
CREATE TABLE outbox_mail (id INTEGER PRIMARY KEY, about TEXT, recipient TEXT, raw BLOB, due_at TEXT);
CREATE TABLE lead_search (lead_id INTEGER PRIMARY KEY, text TEXT);
"""
NARROW_ROWS: Rows = {
    "lead": {"reference": "", "received_at": "", "typed": str(TYPED), "email_key": "", "content_key": ""},
    "lead_event": {"lead_id": 0, "at": "2026-01-01", "kind": "received", "data": "{}"},
    "outbox_mail": {"about": "", "recipient": "anfragen@beispiel.example", "raw": b"x" * 9000, "due_at": ""},
    "lead_search": {"lead_id": 0, "text": str(TYPED)},
}
OWN_TABLES = ("lead", "lead_event", "lead_search")  # an enquiry in a flood: its mail is left to the digest
DISTINCT = "reference", "email", "email_key", "content_key", "message_key"  # from lead to lead
BAD_RELAYS: dict[str, dict[str, Any]] = {
    "lehnt ab": {"script": {"dot": b"451 4.3.0 not now"}},
    "langsam": {"pause": 0.3},
    "hängt": {"script": {"mail": HANG}},
    "legt auf": {"script": {"data": CLOSE}},
}


def compare(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        good = stack.enter_context(healthy())
        ours = stack.enter_context(served(folder / "ours", good.port))
        near = stack.enter_context(tutorial(folder / "near", good.port))
        far_relay = stack.enter_context(listening(ScriptedRelay(pause=FAR)))
        far = stack.enter_context(tutorial(folder / "far", far_relay.port))
        own = own_rows(folder / "own")
        narrow = Bare(folder / "narrow.db", NARROW_ROWS, NARROW)
        ways: dict[str, Callable[[], list[float]]] = {
            BARE: own.slice,
            "  ohne Indexe, Suche": narrow.slice,
            "FlightOps": lambda: posted(ours.url),
            "Tutorial": lambda: posted(near),
            f"  Relais {FAR * 1000:.0f} ms fern": lambda: posted(far),
        }
        report(ways)
    print("Relais in Nöten, Median und p99 als Vielfaches des heilen")
    for name, faults in BAD_RELAYS.items():
        with healthy() as good, listening(ScriptedRelay(**faults)) as bad:
            trouble(name, folder, good.port, bad.port)


def report(ways: dict[str, Callable[[], list[float]]]) -> None:
    """A slice of each in turn; rates as a share of the bare rows of the same round."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # warm
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found = way()
            rates[name].append(len(found) / SLICE)
            seconds[name] += found
    for name, found in rates.items():
        shares = [one / all_of for one, all_of in zip(found, rates[BARE], strict=True)]
        p50, p99 = quantiles(seconds[name])
        print(
            f"  {name:<22} {statistics.median(found):8.0f}/s  {statistics.median(shares):5.0%}"
            f"   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   p99 : p50 {p99 / p50:4.1f}"
        )


def trouble(name: str, folder: Path, good: int, bad: int) -> None:
    with served(folder / f"good-{bad}", good) as well, served(folder / f"bad-{bad}", bad) as ill:
        found: dict[str, list[float]] = {well.url: [], ill.url: []}
        for url in found:
            posted(url)
        for _ in range(ROUNDS):
            for url in found:
                found[url] += posted(url)
        (p50, p99), (bad50, bad99) = (quantiles(times) for times in found.values())
    print(f"  {name:<18} p50 {bad50 / p50:5.2f}   p99 {bad99 / p99:5.2f}")


def quantiles(seconds: list[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000


def posted(url: str) -> list[float]:
    """What CLIENTS visitors, each sending one enquiry after the other over one connection, waited until the thanks."""
    deadline = time.perf_counter() + SLICE

    def visitor(_: int) -> list[float]:
        waited = []
        connection = HTTPConnection(urlsplit(url).netloc)
        while (begun := time.perf_counter()) < deadline:
            assert send(connection, typed()) == THANKS
            waited.append(time.perf_counter() - begun)
        connection.close()
        return waited

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [seconds for found in pool.map(visitor, range(CLIENTS)) for seconds in found]


def send(connection: HTTPConnection, typed: bytes) -> int:
    connection.request("POST", "/kontakt", typed, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def typed() -> bytes:
    with lock:
        number = next(numbers)
    own = {"message": f"{TYPED['message']} Messung {number}", "email": f"messung{number}@muster.example"}
    return urlencode(TYPED | own, doseq=True).encode()


class Bare:
    """The rows of one enquiry in one durable commit, and nothing else: the most this disk and SQLite can give."""

    def __init__(self, path: Path, rows: Rows, script: str = "") -> None:
        self.connection: sqlite3.Connection = sqlite_driver().connect(
            str(path), isolation_level=None, check_same_thread=False
        )
        self.connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {script}")
        self.inserts = [(insert_into(table, row), row) for table, row in rows.items()]

    def slice(self) -> list[float]:
        deadline, waited = time.perf_counter() + SLICE, []
        while (begun := time.perf_counter()) < deadline:
            self.keep(next(numbers))
            waited.append(time.perf_counter() - begun)
        return waited

    def keep(self, number: int) -> None:
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        distinct = dict.fromkeys(DISTINCT, f"{number}")
        (sql, lead), *others = self.inserts
        distinct["lead_id"] = run(sql, lead | distinct).lastrowid
        for sql, row in others:
            run(sql, row | distinct)
        run("COMMIT")


def insert_into(table: str, row: dict[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"  # noqa: S608


def own_rows(folder: Path) -> Bare:
    """Into the product's own tables, with their indexes and trigrams, as the product filled them once."""
    settings = make_settings(folder)
    migrations.upgrade(settings)
    with create_app(settings).app_context():
        keep_lead()
        found = {
            table: session().execute(text(f"SELECT * FROM {table}")).mappings().one()  # noqa: S608
            for table in OWN_TABLES
        }
    rows = {
        table: {name: value for name, value in row.items() if name != "id"} for table, row in found.items()
    }
    return Bare(folder / "flightops.db", rows)


@contextlib.contextmanager
def tutorial(folder: Path, relay_port: int) -> Iterator[str]:
    folder.mkdir()
    os.environ["BENCH_RELAY"] = str(relay_port)
    with granian("tests.bench.tutorial:app", folder) as url:
        yield url


@contextlib.contextmanager
def healthy() -> Iterator[Relay]:
    relay = Relay()
    relay.start()
    yield relay
    relay.stop()


@contextlib.contextmanager
def served(folder: Path, relay_port: int) -> Iterator[Served]:
    mail = {"MAIL_SERVER": HOST, "MAIL_PORT": str(relay_port), "MAIL_USE_TLS": "false"}
    found = Served(folder, {"LEADS_MAIL_TO": "anfragen@beispiel.example"} | mail)
    found.start()
    try:
        yield found
    finally:
        found.stop()
