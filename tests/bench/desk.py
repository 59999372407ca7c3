"""The desk as the real server gives it, at a million leads; beside each figure the same question in the plainest way."""

import contextlib
import hashlib
import http.client
import os
import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import create_app
from app.demo import PASSWORD
from app.leads.models import Lead
from app.staff.models import DEMO_EMAIL
from tests.browser import CACHE, ROOT
from tests.databases import make_settings
from tests.served import Served

LEADS, SEARCHED = 1_000_000, 200_000  # for lists and for the search
ROUNDS = 9
COLUMNS = (
    Lead.name,
    Lead.email,
    Lead.company,
    Lead.phone,
    Lead.message,
    Lead.source_article,
    Lead.source_campaign,
)


def compare() -> None:
    """Builds the data once, into .cache/; BENCH_DATABASE_URL with {leads} in its name measures that one instead."""
    with desk(LEADS) as visit, plain(LEADS) as asked:
        print(f"Leitstand bei {LEADS:,} Anfragen, Median in ms".replace(",", "."))
        first = report("Eingang, erste Seite", visit.page("/leitstand/anfragen"), asked.offset(0))
        last = report(
            "Eingang, letzte Seite",
            visit.page("/leitstand/anfragen?ende=1"),
            asked.offset(asked.open_leads() - 50),
        )
        print(f"  {'letzte : erste':<26} {last / first:8.2f}")
        report("eine Anfrage", visit.page(visit.some_lead()), None)
        export(visit)
    with desk(SEARCHED) as visit, plain(SEARCHED) as asked:
        print(f"Suche bei {SEARCHED:,} Anfragen, Median in ms".replace(",", "."))
        rare = visit.some_reference()
        for label, word in (
            ("häufiges Wort", "elternzeit"),
            ("seltenes Wort", rare),
            ("kein Treffer", "qzxvbn"),
        ):
            report(label, visit.page(f"/leitstand/anfragen?{urlencode({'q': word})}"), asked.like(word))


class Visit:
    """A colleague who has logged in, on one connection that stays open."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.connection = http.client.HTTPConnection(urlsplit(served.url).netloc)
        token, cookie = self.login_form()
        form = {"email": DEMO_EMAIL, "password": PASSWORD, "csrf_token": token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        self.connection.request("POST", "/leitstand/anmelden", urlencode(form), headers)
        answer = self.connection.getresponse()
        answer.read()
        self.cookie = cookies(answer) or cookie

    def login_form(self) -> tuple[str, str]:
        self.connection.request("GET", "/leitstand/anmelden")
        answer = self.connection.getresponse()
        page = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        return (found[1] if found else ""), cookies(answer)

    def get(self, path: str) -> str:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == http.client.OK, (path, answer.status)
        return text

    def page(self, path: str) -> Callable[[], object]:
        return lambda: self.get(path)

    def some_lead(self) -> str:
        return re.findall(
            r'href="(/leitstand/anfragen/[^"]+)"', self.get("/leitstand/anfragen?tab=abgelegt")
        )[20]

    def some_reference(self) -> str:
        return re.findall(r"/anfragen/(FR-[^\"]+)", self.get("/leitstand/anfragen?ende=1"))[20]


def cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(
        value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"
    )


class Plain:
    """The database asked as one would without thinking; the page around the rows is not even counted."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wanted = select(Lead).where(Lead.status.in_(("new", "in_contact", "meeting", "offer")))

    def open_leads(self) -> int:
        return self.session.scalar(select(func.count()).select_from(self.wanted.subquery())) or 0

    def offset(self, number: int) -> Callable[[], object]:
        def ask() -> None:
            self.open_leads()
            page = self.wanted.order_by(Lead.received_at.desc()).offset(number).limit(50)
            self.session.scalars(page).all()
            self.session.expunge_all()

        return ask

    def like(self, word: str) -> Callable[[], object]:
        def ask() -> None:
            found = select(Lead).where(or_(*(column.ilike(f"%{word}%") for column in COLUMNS)))
            self.session.scalars(found.order_by(Lead.received_at.desc()).limit(50)).all()
            self.session.scalar(select(func.count()).select_from(found.subquery()))
            self.session.expunge_all()

        return ask


def report(label: str, ours: Callable[[], object], plainly: Callable[[], object] | None) -> float:
    """Slices take turns, so that a slow minute hits both; returns the median of ours in seconds."""
    ours()
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(timed(ours))
        if plainly and len(theirs) < ROUNDS // 3:
            theirs.append(timed(plainly))
    middle = statistics.median(mine)
    print(f"  {label:<26} {middle * 1000:8.1f}{beside(statistics.median(theirs), middle) if theirs else ''}")
    return middle


def beside(plainly: float, ours: float) -> str:
    return f"   schlicht {plainly * 1000:8.1f}   Verhältnis {plainly / ours:6.1f}"


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def export(visit: Visit) -> None:
    before, started, first, size = memory(visit.served), time.perf_counter(), 0.0, 0
    visit.connection.request("GET", "/leitstand/export.csv?tab=alle", headers={"Cookie": visit.cookie})
    answer = visit.connection.getresponse()
    peak = before
    while part := answer.read(1 << 20):
        first = first or time.perf_counter() - started
        size += len(part)
        peak = max(peak, memory(visit.served))
    whole = time.perf_counter() - started
    print(
        f"  {'Export, erstes Byte':<26} {first * 1000:8.1f}   ganz {whole:.1f} s, {size >> 20} MiB, Speicher +{peak - before:.1f} MiB"
    )


def memory(served: Served) -> float:
    """MiB that the server and its children hold for themselves."""
    found = [served.process.pid, *children(served.process.pid)]
    return sum(resident(pid) for pid in found)


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in path.read_text().split()] if path.exists() else []
    return [*direct, *(grandchild for child in direct for grandchild in children(child))]


def resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        found = re.search(r"Pss_Anon:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found[1]) / 1024 if found else 0
    return 0


def environment(leads: int) -> tuple[Path, dict[str, str]]:
    url = os.environ.get("BENCH_DATABASE_URL", "")
    return CACHE / f"{name(leads)}-{form()}", ({"DATABASE_URL": url.format(leads=leads)} if url else {})


def name(leads: int) -> str:
    return f"bench-{'postgresql' if os.environ.get('BENCH_DATABASE_URL') else 'sqlite'}-{leads}"


def form() -> str:
    """Changes with the tables and with what is invented; data of another form is built anew."""
    sources = sorted([*(ROOT / "app/migrations/versions").glob("*.py"), *(ROOT / "app/demo").glob("*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


@contextlib.contextmanager
def desk(leads: int) -> Iterator[Visit]:
    folder, variables = environment(leads)
    served = Served(folder, variables)
    if not (folder / "filled").exists():
        for old in CACHE.glob(f"{name(leads)}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        started = time.perf_counter()
        served.run("demo", "--leads", str(leads))
        seconds = time.perf_counter() - started
        print(f"{leads} Anfragen erfunden: {leads / seconds:.0f}/s")
        (folder / "filled").touch()
    served.start()
    try:
        yield Visit(served)
    finally:
        served.stop()


@contextlib.contextmanager
def plain(leads: int) -> Iterator[Plain]:
    folder, variables = environment(leads)
    values = {"database_url": variables["DATABASE_URL"]} if variables else {}
    app = create_app(make_settings(folder, **values))
    with Session(app.extensions["engine"]) as session:
        yield Plain(session)
    app.extensions["engine"].dispose()
