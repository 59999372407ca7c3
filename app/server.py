"""`serve`: the web server and the worker beside it, each a process of its own; whichever dies comes back."""

import gc
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial

from app.process import die_with_parent, go_by

STOP = {signal.SIGTERM, signal.SIGINT}
STOP_WITHIN = 40.0  # seconds, of all together: the mail in hand may be finished
ROUND = 0.1  # seconds between two looks at the parts
RESTART_PAUSE = (
    0.0,
    0.5,
    1.0,
    2.0,
    4.0,
)  # seconds before the next start, the longer the faster it keeps dying
STEADY_AFTER = 20.0  # seconds alive: the next death counts as the first again

log = logging.getLogger(__name__)


def serve(parts: Mapping[str, Callable[[], None]], refresh: Callable[[], object]) -> int:
    """Run the parts until SIGTERM or SIGINT; returns the exit code.

    Each is forked: it begins at once with what is loaded here, and shares our memory. `refresh` is called all the
    time, so that what comes back begins with the content of now, or the last that had no fault.
    """
    multiprocessing.set_start_method("fork")  # also for what the parts start
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # asked for below: none is lost while a part begins
    gc.freeze()  # else the collector of a part copies every page of ours that it only looks through
    running = [Part(name, run) for name, run in parts.items()]
    try:
        while not signal.sigpending() & STOP:
            attempt(refresh)
            for part in running:
                part.keep_alive()
            time.sleep(ROUND)
    finally:
        for part in running:
            part.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        codes = [part.ended(deadline) for part in running]
    return max(codes)


def attempt(refresh: Callable[[], object]) -> None:
    """What fails here may be all right in the parts; they have to be looked after in any case."""
    try:
        refresh()
    except Exception:
        log.exception("not refreshed")


class Part:
    """One child process, started again when it dies."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name, self.run, self.deaths = name, run, 0
        self.process: multiprocessing.Process | None = None
        self.due = self.started = time.monotonic()

    def keep_alive(self) -> None:
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
        elif self.process.exitcode is not None:
            log.warning("%s ended with %s and is started again", self.name, self.process.exitcode)
            self.rest()

    def start(self) -> None:
        self.started = time.monotonic()
        process = multiprocessing.Process(target=partial(self.begin, os.getpid()))
        try:
            process.start()
        except OSError:  # no room for one more, for now
            log.exception("%s cannot be started", self.name)
            self.rest()
        else:
            self.process = process

    def begin(self, parent: int) -> None:
        os.setsid()  # Ctrl+C reaches only the parent, which then ends the parts
        die_with_parent(parent)
        go_by(self.name)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
        self.run()

    def rest(self) -> None:
        """Until the next start: not at all after a long life."""
        steady = time.monotonic() - self.started > STEADY_AFTER
        self.deaths = 0 if steady else min(self.deaths + 1, len(RESTART_PAUSE) - 1)
        self.process, self.due = None, time.monotonic() + RESTART_PAUSE[self.deaths]

    def terminate(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def ended(self, deadline: float) -> int:
        """0 after an orderly end; a part that does not end in time is killed."""
        if self.process is None:
            return 0
        self.process.join(max(0.0, deadline - time.monotonic()))
        if self.process.exitcode is None:
            self.process.kill()
        return int(self.process.exitcode not in (0, -signal.SIGTERM))
