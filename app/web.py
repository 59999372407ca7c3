"""The web server: granian, with the process that answers below it."""

import errno
import os
import signal
import socket
from contextlib import closing
from functools import partial

from flask import Flask

from app.enquiry import recorder
from app.errors import ConfigurationError
from app.process import die_with_parent
from app.settings import Settings


def run(app: Flask) -> None:
    """Answer until SIGTERM or SIGINT; with so many threads that stalled bodies do not hold up the readers.

    Figures: docs/decisions/0001.
    """
    from granian import Granian  # noqa: PLC0415 - only this process needs it
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    settings: Settings = app.extensions["settings"]
    Granian(
        "app",  # only a name: the loader below hands over what is there already
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
    ).serve(target_loader=partial(answering, app, os.getpid()), wrap_loader=False)


def answering(app: Flask, server: int) -> Flask:
    """The first thing the answering process does."""
    # One whose server was killed would go on taking requests beside its successor.
    die_with_parent(server, signal.SIGKILL)
    with app.app_context():
        recorder.prepare()
    return app


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
