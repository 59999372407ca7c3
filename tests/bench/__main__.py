"""`make bench`: figures of this machine, as ratios within one run. Slices alternate, so a slow minute hits both sides."""

import contextlib
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.bench import desk, enquiry, reading
from tests.factories import TYPED
from tests.relay import HOST, Relay
from tests.served import Served

ROUNDS = 5
POSTS = 20  # in each slice
READS = 50
ARTICLE = "/blog/meta-umwirbt-ki-forscher"
numbers = count(1)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (served, relay):
        print("Anfrage senden, Median in ms (Formular bis Antwort, ein Besucher nach dem anderen)")
        report(
            "Relais da", "Relais weg", *alternating(lambda: posts(served), relay_away(served, relay), ROUNDS)
        )
        print("Artikel lesen, Median in ms")
        report("ungestört", "50 halbe POSTs", *alternating(lambda: reads(served), stalled(served), ROUNDS))
    print("Artikel je Sekunde, ein Kern für den Server, einer für wrk")
    with tempfile.TemporaryDirectory() as folder:
        reading.compare(Path(folder))
    print(f"Anfragen je Sekunde, {enquiry.CLIENTS} Besucher zugleich, bis zur Antwort auf der Platte")
    with tempfile.TemporaryDirectory() as folder:
        enquiry.compare(Path(folder))
    desk.compare()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Served, Relay]]:
    relay = Relay()
    relay.start()
    mail = {"MAIL_SERVER": HOST, "MAIL_PORT": str(relay.port), "MAIL_USE_TLS": "false"}
    served = Served(folder / "data", {"LEADS_MAIL_TO": "anfragen@beispiel.example"} | mail)
    served.start()
    yield served, relay
    served.stop()
    relay.stop()


def alternating(
    normal: Callable[[], list[float]],
    disturbed: Callable[[Callable[[], list[float]]], list[float]],
    rounds: int,
) -> tuple[list[float], list[float]]:
    """Seconds of every request, undisturbed and disturbed, from slices that take turns."""
    plain: list[float] = []
    troubled: list[float] = []
    normal()  # warm
    for _ in range(rounds):
        plain += normal()
        troubled += disturbed(normal)
    return plain, troubled


def report(first: str, second: str, plain: list[float], troubled: list[float]) -> None:
    one, two = statistics.median(plain), statistics.median(troubled)
    print(f"  {first:<16} {one * 1000:8.1f}   p99 {percentile(plain):8.1f}")
    print(f"  {second:<16} {two * 1000:8.1f}   p99 {percentile(troubled):8.1f}   Verhältnis {two / one:.2f}")


def percentile(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.99))] * 1000


def posts(served: Served) -> list[float]:
    return [timed(lambda: post(served)) for _ in range(POSTS)]


def reads(served: Served) -> list[float]:
    return [timed(lambda: read(served)) for _ in range(READS)]


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def post(served: Served) -> None:
    data = urlencode(TYPED | {"message": f"Messung {next(numbers)}"}, doseq=True).encode()
    with contextlib.closing(
        urlopen(f"{served.url}/kontakt", data)
    ) as answer:  # follows to the thank-you page
        answer.read()


def read(served: Served) -> None:
    with contextlib.closing(urlopen(f"{served.url}{ARTICLE}")) as answer:
        answer.read()


def relay_away(served: Served, relay: Relay) -> Callable[[Callable[[], list[float]]], list[float]]:
    def disturbed(normal: Callable[[], list[float]]) -> list[float]:
        relay.stop()
        try:
            return normal()
        finally:
            relay.start()

    return disturbed


def stalled(served: Served) -> Callable[[Callable[[], list[float]]], list[float]]:
    def disturbed(normal: Callable[[], list[float]]) -> list[float]:
        half = b"POST /kontakt HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nname=A"
        with contextlib.ExitStack() as stack:
            for _ in range(50):
                connection = stack.enter_context(socket.create_connection((HOST, served.port)))
                connection.sendall(half)
            time.sleep(0.3)
            return normal()

    return disturbed


if __name__ == "__main__":
    main()
