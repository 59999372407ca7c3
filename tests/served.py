"""The whole thing as `make run` starts it: web server and worker as processes of their own, on a port of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, build_opener, urlopen

import pytest

from app.process import die_with_parent
from tests.factories import TYPED
from tests.relay import HOST, free_port

COMMAND = Path(sys.executable).with_name("flightops")
WITHIN = 60.0  # seconds for a start or a stop, on a machine that has other things to do
HTTP_OK = 200


@dataclass
class Served:
    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        return (self.data_dir / "serve.log").read_text()

    def start(self) -> None:
        self.data_dir.mkdir(exist_ok=True)
        with (self.data_dir / "serve.log").open("a") as log:
            self.process = subprocess.Popen(  # ends with us, even when we are killed
                [COMMAND, "serve"],
                env=self.variables,
                stdout=log,
                stderr=log,
                preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509 - no other thread holds a lock it could need
            )
        try:
            self.wait_for(self.is_answering)
            self.wait_for(
                lambda: self.parts("web") and self.parts("worker")
            )  # the one may answer before the other begins
        except AssertionError:
            self.stop()
            raise

    @property
    def variables(self) -> dict[str, str]:
        own = {
            "ENV_FILE": os.devnull,
            "PORT": str(self.port),
            "DATA_DIR": str(self.data_dir),
            "RATELIMIT_ENABLED": "false",
        }
        return {**os.environ, **own, **self.environment}

    def run(self, *arguments: str, typed: str = "") -> str:
        """What a `flightops` command prints, with the same environment."""
        result = subprocess.run(
            [COMMAND, *arguments],
            env=self.variables,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"flightops {' '.join(arguments)}: {result.stdout}{result.stderr}"
        return result.stdout

    def is_answering(self) -> bool:
        assert self.process.poll() is None, f"serve ended with {self.process.returncode}:\n{self.log}"
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == HTTP_OK
        except (URLError, OSError):
            return False

    def wait_for(self, is_so: Callable[[], object], within: float = WITHIN) -> None:
        deadline = time.monotonic() + within
        while not is_so():
            assert time.monotonic() < deadline, f"waited {within} s in vain for {is_so.__name__}:\n{self.log}"
            time.sleep(0.05)

    def parts(self, name: str) -> list[int]:
        """The process numbers of `web` or `worker`; none while it is being started again."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-x", name],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(number) for number in found.stdout.split()]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WITHIN)


class NoRedirect(HTTPRedirectHandler):
    def http_error_303(self, request: object, answer: object, *_: object) -> object:  # type: ignore[override]
        return answer


OPENER = build_opener(NoRedirect)


def send(served: Served, **changes: str) -> str:
    """POST an enquiry; the address of its thank-you page."""
    data = urlencode(TYPED | changes, doseq=True).encode()
    with OPENER.open(f"{served.url}/kontakt", data, timeout=10) as answer:
        assert answer.status == 303
        return str(answer.headers["Location"])


@pytest.fixture
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """Running; with the fixture `relay` its mails go there, else into files. `served.url` is where it is."""
    environment = {"LEADS_MAIL_TO": "anfragen@beispiel.example"}
    if "relay" in request.fixturenames:
        port = request.getfixturevalue("relay").port
        environment |= {"MAIL_SERVER": HOST, "MAIL_PORT": str(port), "MAIL_USE_TLS": "false"}
    server = Served(tmp_path / "served", environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Running as long as this test worker; what a test changes about it, it changes back."""
    server = Served(tmp_path_factory.mktemp("site") / "data", {"LEADS_MAIL_TO": "anfragen@beispiel.example"})
    server.start()
    yield server
    server.stop()
