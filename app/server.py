"""`serve`: the web server and the worker beside it, each a process of its own; whichever dies comes back."""

import ctypes
import errno
import gc
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from types import FrameType

from app.errors import ConfigurationError
from app.settings import Settings

PARTS = ("web", "worker")
STOP_WITHIN = 40.0  # seconds: requests in flight and one mail dialogue may finish
RESTART_PAUSE = (
    0.0,
    0.5,
    1.0,
    2.0,
    4.0,
)  # seconds before the next start, the longer the faster it keeps dying
STEADY_AFTER = 20.0  # seconds alive: the next death counts as the first again
MISCONFIGURED = 78  # EX_CONFIG of sysexits.h: starting again would not help


def serve() -> int:
    """Run both parts until SIGTERM or SIGINT; returns the exit code."""
    stopping = Stopping()
    parts = [Part(name) for name in PARTS]
    while not stopping.asked and all(part.keep_alive() for part in parts):
        time.sleep(0.1)
    for part in parts:
        part.terminate()
    return max(part.wait() for part in parts)


class Stopping:
    """Becomes true when the operator or the system asks us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask)

    def ask(self, _: int, __: FrameType | None) -> None:
        self.asked = True


class Part:
    """One child process, started again when it dies."""

    def __init__(self, name: str) -> None:
        self.name, self.deaths = name, 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        # A group of its own: Ctrl+C reaches only the parent, which then stops the parts in order.
        # Bound to us before it runs a line: while it still imports, it could miss that we died.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "app.cli", self.name],
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - safe here: the supervisor has one thread
        )

    def keep_alive(self) -> bool:
        """False when the part says that it cannot run like this."""
        code = self.process.poll()
        if code is None:
            return True
        if code == MISCONFIGURED:
            return False
        steady = time.monotonic() - self.started > STEADY_AFTER
        self.deaths = 0 if steady else min(self.deaths + 1, len(RESTART_PAUSE) - 1)
        time.sleep(RESTART_PAUSE[self.deaths])
        self.start()
        return True

    def terminate(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> int:
        """0 after an orderly end; a part that does not end in time is killed."""
        try:
            return max(0, self.process.wait(STOP_WITHIN))
        except subprocess.TimeoutExpired:
            self.process.kill()
            return 1


def run_web(settings: Settings) -> None:
    """Granian with so many threads that stalled bodies do not hold up the readers; figures: docs/decisions/0001."""
    from granian import Granian  # noqa: PLC0415 - only this process needs it
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    gc.freeze()  # else the collector of the child copies every page of the parent it only looks through
    Granian(
        "app.wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.web_threads,
        http=HTTPModes.http1,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel for this signal when the parent is gone, so that nobody is left holding port or lock. Linux only."""
    pr_set_pdeathsig = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises ConfigurationError, also for an address that is not this machine's and a port it may not take."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = f"HOST, PORT: Auf {host}:{port} lässt sich hier kein Server starten ({error.strerror})."
            if error.errno == errno.EADDRINUSE:
                text = f"PORT: Auf {host}:{port} läuft schon etwas. Beenden Sie es oder wählen Sie einen anderen: PORT=8001 make run"
            raise ConfigurationError(text) from error
