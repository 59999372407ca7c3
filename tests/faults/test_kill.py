"""Killed with -9 in the worst moment: nobody who was thanked is lost, nothing is told to nobody."""

import asyncio
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.chaos import Visitor
from tests.relay import HOST, Relay
from tests.served import Served


@dataclass
class HesitantRelay(Relay):
    """Has the whole mail and takes its time with the first 250."""

    has_taken: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, *arguments: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(*arguments)
        if not self.has_taken.is_set():
            self.has_taken.set()
            await asyncio.sleep(30)
        return answer


@pytest.fixture
def hesitant() -> Iterator[HesitantRelay]:
    relay = HesitantRelay()
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def site(tmp_path: Path, database_url: str, hesitant: HesitantRelay) -> Iterator[Served]:
    environment = {"LEADS_MAIL_TO": "anfragen@beispiel.example", "DATABASE_URL": database_url}
    mail = {"MAIL_SERVER": HOST, "MAIL_USE_TLS": "false", "MAIL_PORT": str(hesitant.port)}
    served = Served(tmp_path / "served", environment | mail)
    served.start()
    yield served
    served.stop()


def visitor(served: Served, number: int = 0) -> Visitor:
    return Visitor(served, random.Random(number))


def test_web_server_killed_while_enquiries_arrive_loses_none_it_thanked_for(served: Served) -> None:
    visitors = [visitor(served, number) for number in range(4)]

    def visit(number: int) -> None:
        for message in range(8):
            visitors[number].send(f"{number}-{message}")
            time.sleep(0.1)

    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(visit, number) for number in range(4)]
        time.sleep(0.4)
        for web in served.parts("web"):
            os.kill(web, signal.SIGKILL)
    for sent in sending:
        sent.result()

    leads = json.loads(served.run("leads", "export", "--format", "json"))
    assert Counter(lead["message"] for lead in leads) == Counter(
        message for each in visitors for message in each.thanked
    )
    assert len(leads) == 32


@pytest.mark.both_databases
def test_worker_killed_between_the_dot_and_the_answer_sends_the_same_bytes_again(
    site: Served, hesitant: HesitantRelay
) -> None:
    visitor(site).send("Wird sie einmal zu viel oder einmal zu wenig gesendet?")
    assert hesitant.has_taken.wait(30)

    for worker in site.parts("worker"):
        os.kill(worker, signal.SIGKILL)

    site.wait_for(lambda: len(hesitant.received) == 2)
    first, second = hesitant.received
    assert first.raw == second.raw
    assert first.message["Message-ID"] == second.message["Message-ID"]
    time.sleep(2)  # two more rounds of the worker
    assert len(hesitant.received) == 2
