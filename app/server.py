"""`serve`: the web server and the worker beside it, each a process of its own; whichever dies comes back."""

import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping

from app.process import die_with_parent, go_by

STOP = {signal.SIGTERM, signal.SIGINT}
STOP_WITHIN = 40.0  # seconds: requests in flight and one mail dialogue may finish
RESTART_PAUSE = (
    0.0,
    0.5,
    1.0,
    2.0,
    4.0,
)  # seconds before the next start, the longer the faster it keeps dying
STEADY_AFTER = 20.0  # seconds alive: the next death counts as the first again


def serve(parts: Mapping[str, Callable[[], None]]) -> int:
    """Run the parts until SIGTERM or SIGINT; returns the exit code.

    Each is forked: it begins at once with what is loaded here, shares our memory, and a fault that has come into
    the content since does not keep it from coming back.
    """
    multiprocessing.set_start_method("fork")  # also for what the parts start
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # asked for below: none is lost while a part begins
    gc.freeze()  # else the collector of a part copies every page of ours that it only looks through
    running = [Part(name, run) for name, run in parts.items()]
    while not signal.sigpending() & STOP:
        for part in running:
            part.keep_alive()
        time.sleep(0.1)
    for part in running:
        part.process.terminate()
    return max(part.wait() for part in running)


class Part:
    """One child process, started again when it dies."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name, self.run, self.deaths = name, run, 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = multiprocessing.Process(target=self.begin, args=[os.getpid()])
        self.process.start()

    def begin(self, parent: int) -> None:
        os.setsid()  # Ctrl+C reaches only the parent, which then stops the parts in order
        die_with_parent()
        if os.getppid() == parent:  # else it died before we asked to hear of it
            go_by(self.name)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
            self.run()

    def keep_alive(self) -> None:
        if self.process.exitcode is None:
            return
        steady = time.monotonic() - self.started > STEADY_AFTER
        self.deaths = 0 if steady else min(self.deaths + 1, len(RESTART_PAUSE) - 1)
        time.sleep(RESTART_PAUSE[self.deaths])
        self.start()

    def wait(self) -> int:
        """0 after an orderly end; a part that does not end in time is killed."""
        self.process.join(STOP_WITHIN)
        if self.process.exitcode is None:
            self.process.kill()
            return 1
        return max(0, self.process.exitcode)
