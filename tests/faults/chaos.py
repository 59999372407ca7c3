"""What can happen to a running site: parts die, the database is locked, the disk is full, the relay goes away."""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from app.database import sqlite_driver
from tests.factories import TYPED
from tests.relay import HOST, Relay
from tests.served import Served

THANKS = 303
TRIES = 40
HOLDER = """
import fcntl, os, sys, time
from app.database import sqlite_driver
fcntl.flock(os.open(sys.argv[1] + "/write.lock", os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
connection = sqlite_driver().connect(sys.argv[1] + "/flightops.db", isolation_level=None, timeout=30)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(60)
"""


@dataclass
class Visitor:
    """Sends until thanked, as people do whose browser says that the server is gone."""

    served: Served
    chance: random.Random
    answers: Counter[str] = field(default_factory=Counter)
    thanked: list[str] = field(default_factory=list)

    def send(self, message: str) -> None:
        for _ in range(TRIES):
            answer = self.post(message)
            self.answers[answer] += 1
            if answer == str(THANKS):
                self.thanked.append(message)
                return
            time.sleep(self.chance.uniform(0.2, 2))

    def post(self, message: str) -> str:
        connection = http.client.HTTPConnection(HOST, self.served.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(
                "POST", "/kontakt", urlencode(TYPED | {"message": message}, doseq=True), headers
            )
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()


@dataclass
class Chaos:
    served: Served
    folder: Path  # where the database is
    relay: Relay
    chance: random.Random
    events: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    faults: list[BaseException] = field(default_factory=list)

    @contextmanager
    def reigns(self) -> Iterator[None]:
        """Everything at once, each at its own moments."""
        evils = [self.kill, self.lock, self.flap]
        threads = [threading.Thread(target=self.repeat, args=[evil]) for evil in evils]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
        assert self.faults == []

    def repeat(self, evil: Callable[[], None]) -> None:
        try:
            while not self.over.wait(self.chance.uniform(2, 6)):
                evil()
        except BaseException as fault:  # noqa: BLE001 - told by the thread that waits for this one
            self.faults.append(fault)

    def kill(self) -> None:
        victim = self.chance.choice(["web", "worker", "answering"])
        found = self.served.parts("web" if victim == "answering" else victim)
        if victim == "answering":
            below = [
                subprocess.run(["pgrep", "-P", str(web)], capture_output=True, text=True, check=False)
                for web in found
            ]
            found = [int(number) for listing in below for number in listing.stdout.split()]
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
                self.events[f"{victim} killed"] += 1

    def lock(self) -> None:
        self.chance.choice([self.lock_from_outside, self.stop_a_holder])()

    def lock_from_outside(self) -> None:
        connection = sqlite_driver().connect(self.folder / "flightops.db", isolation_level=None, timeout=5)
        with contextlib.suppress(sqlite_driver().OperationalError), contextlib.closing(connection):
            connection.execute("BEGIN EXCLUSIVE")
            self.events["locked from outside"] += 1
            time.sleep(self.chance.uniform(1, 5))

    def stop_a_holder(self) -> None:
        """The kernel frees nothing while its holder is only stopped."""
        with subprocess.Popen(
            [sys.executable, "-c", HOLDER, self.folder], stdout=subprocess.PIPE, cwd=Path.cwd()
        ) as holder:
            assert holder.stdout is not None
            if holder.stdout.readline() == b"held\n":
                holder.send_signal(signal.SIGSTOP)
                self.events["holder stopped"] += 1
                time.sleep(self.chance.uniform(1, 5))
            holder.kill()

    def flap(self) -> None:
        self.relay.stop()
        self.events["relay away"] += 1
        time.sleep(self.chance.uniform(0.5, 3))
        self.relay.start()

    def fill_disk(self, seconds: float) -> None:
        ballast = self.folder / "ballast"
        deadline = time.monotonic() + seconds
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < deadline:  # what others free is taken, too
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    time.sleep(0.05)
        self.events["disk full"] += 1
        ballast.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A file system of its own at `folder`; False, and an ordinary folder, where this user may not mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)
