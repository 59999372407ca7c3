"""Every write, sync and word to the database of the accept path fails once, from then on, or is the last before death.

No false thanks, no text lost, no enquiry twice. On the real code, through real system calls: tests/faults/syscalls.py.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories import TYPED
from tests.faults.syscalls import TALKS, WRITES, Fault, run

ROOT = Path(__file__).parent.parent.parent
ONCE = {"typed": [TYPED], "mails": 1, "clear": True}
NOTHING = {"typed": [], "events": [], "mails": 0, "clear": True}
Try = Callable[[str, str, int], list[dict[str, Any]]]
some_or_all = pytest.mark.parametrize(
    "step", [37, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(900)])], ids=["some", "all"]
)


@pytest.fixture
def attempts(tmp_path: Path, database_url: str) -> Try:
    """What became of one enquiry in each of many tries."""
    try:
        run(lambda: b"", Fault(), WRITES)
    except (OSError, KeyError) as reason:
        pytest.skip(f"rights: this machine does not let us make system calls fail ({reason})")
    folder = tmp_path / "data"
    folder.mkdir()
    if database_url.startswith("sqlite"):
        shutil.copy(tmp_path / "flightops.db", folder / "migrated.db")
    environment = os.environ | {
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "RATELIMIT_ENABLED": "false",
        "LEADS_MAIL_TO": "anfragen@beispiel.example",
    }

    def attempt(times: str, work: str, step: int) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "tests.faults.accept", times, work, str(step)]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return attempt


def but_events(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "events"}


def faults_of(row: dict[str, Any]) -> list[str]:
    """What a visitor or a colleague could hold against us."""
    after, status = row["after"], row.get("status")
    found = []
    if status == 303 and (but_events(after) != ONCE or after["events"] != [["received"]]):
        found.append("thanked, but not kept once and whole")
    if status == 503 and row["typed"] != TYPED:
        found.append("typed text lost")
    if status not in (303, 503, None):
        found.append("neither thanked nor told")
    if after != NOTHING and but_events(after) != ONCE:
        found.append("kept, but not once and whole")
    if but_events(row.get("in_the_end", ONCE)) != ONCE:
        found.append("sent again, but not kept once and whole")
    return [f"call {row['number']}, {row['call']}: {fault}; {row}" for fault in found]


def outcomes(rows: list[dict[str, Any]]) -> set[int | None]:
    return {row.get("status") for row in rows}


@some_or_all
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("times", "expected"),
    [("one", {303}), ("lasting", {503}), ("death", {None})],
    ids=["one", "lasting", "death"],
)
def test_enquiry_whose_nth_call_fails(
    attempts: Try, times: str, expected: set[int | None], step: int
) -> None:
    rows = attempts(times, "enquiry", step)

    assert [fault for row in rows for fault in faults_of(row)] == []
    assert outcomes(rows) <= expected | ({303} if times == "lasting" else set())
    assert {row["call"] for row in rows} & {"fsync", "fdatasync", *TALKS}


@pytest.mark.parametrize("times", ["one", "lasting", "death"])
def test_recorded_enquiry_whose_nth_call_fails(attempts: Try, times: str) -> None:
    rows = attempts(times, "recorded", 1)

    assert [fault for row in rows for fault in faults_of(row)] == []
    assert [row["call"] for row in rows] == ["write", "fdatasync", "fsync"]
    assert outcomes(rows) == ({None} if times == "death" else {503})


@some_or_all
@pytest.mark.both_databases
@pytest.mark.parametrize("times", ["one", "lasting", "death"])
def test_replay_whose_nth_call_fails_loses_no_record(attempts: Try, times: str, step: int) -> None:
    rows = attempts(times, "replay", step)

    assert [row for row in rows if but_events(row["after"]) != ONCE] == []
    assert [row for row in rows if row["after"]["events"] != [["received"]]] == []


def test_a_call_can_really_be_made_to_fail(attempts: Try, tmp_path: Path) -> None:
    def write_twice() -> bytes:
        with (tmp_path / "file").open("wb", buffering=0) as file:
            file.write(b"one")
            try:
                file.write(b"two")
            except OSError as error:
                return str(error.errno).encode()
        return b"fine"

    assert run(write_twice, Fault(), WRITES).said == b"fine"
    assert run(write_twice, Fault(2, 2, errno.ENOSPC), WRITES).said == str(errno.ENOSPC).encode()
    assert run(write_twice, Fault(2, 2), WRITES).said == b""
    assert (tmp_path / "file").read_bytes() == b"one"
