"""The journal: what is in it survives a crash, a full disk and being emptied while others write."""

import multiprocessing
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.enquiry import journal
from app.enquiry.journal import LARGEST, ROOM, Journal, read


@pytest.fixture
def kept(tmp_path: Path) -> Journal:
    found = Journal(tmp_path / "recorder")
    found.prepare()
    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, with room for the journal and little else."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = 2 * ROOM + (4 << 20)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("rights: this machine does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Leave not one byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def records(path: Path) -> list[bytes | None]:
    return [line.record for line in read(path)]


def test_records_come_back_in_order(kept: Journal) -> None:
    for number in range(3):
        kept.append(b"record %d" % number)

    assert records(kept.path) == [b"record 0", b"record 1", b"record 2"]


def test_journal_concerns_nobody_else(kept: Journal) -> None:
    kept.append(b"record")

    assert [path.stat().st_mode & 0o777 for path in (kept.folder, kept.path)] == [0o700, 0o600]


def test_torn_record_spoils_only_itself(kept: Journal) -> None:
    kept.append(b"before")
    kept.append(b"torn by a crash")
    os.truncate(kept.path, kept.path.stat().st_size - 4)
    kept.append(b"after")

    assert records(kept.path) == [b"before", None, b"after"]


def test_damaged_record_is_not_taken_for_a_good_one(kept: Journal) -> None:
    kept.append(b"record")
    damaged = kept.path.read_bytes().replace(b"record", b"rekord")
    kept.path.write_bytes(damaged)

    assert records(kept.path) == [None]


def test_full_disk_still_takes_two_hundred_of_the_largest(small_disk: Path) -> None:
    kept = Journal(small_disk / "recorder")
    assert kept.prepare()
    fill(small_disk)

    for number in range(200):
        kept.append(b"%03d" % number * ((LARGEST - 10) // 3))

    assert [record[:3] for record in records(kept.path)] == [b"%03d" % number for number in range(200)]
    with pytest.raises(OSError, match=r"not written|No space"):
        kept.append(b"x" * ROOM)


def test_journal_without_room_for_a_second_is_not_emptied_and_not_lost(small_disk: Path) -> None:
    kept = Journal(small_disk / "recorder")
    kept.prepare()
    kept.append(b"waits")
    ballast = fill(small_disk)

    assert kept.rotate() is False
    assert records(kept.path) == [b"waits"]

    ballast.unlink()
    assert kept.rotate() is True
    assert (records(kept.path), [records(path) for path in kept.batches()]) == ([], [[b"waits"]])
    assert kept.room() >= ROOM


def test_restart_holds_back_room_beyond_what_waits(kept: Journal) -> None:
    kept.append(b"x" * LARGEST)

    assert Journal(kept.folder).prepare()

    assert kept.room() >= ROOM


def test_file_system_that_holds_back_nothing_still_takes_records(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal.ctypes, "CDLL", lambda *_, **__: object())  # a C library without fallocate
    bare = Journal(kept.folder.parent / "bare")

    assert bare.prepare() is False
    bare.append(b"record")

    assert bare.rotate() is True
    assert [records(path) for path in bare.batches()] == [[b"record"]]


def test_record_that_ends_in_a_file_emptied_meanwhile_is_written_again(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = journal.write

    def write_late(descriptor: int, data: bytes) -> None:
        """The whole round of the worker happens between the opening of the file and the write into it."""
        monkeypatch.setattr(journal, "write", write)
        kept.rotate()
        for batch in kept.batches():
            kept.drop(batch)
        write(descriptor, data)

    monkeypatch.setattr(journal, "write", write_late)

    kept.append(b"late")

    assert records(kept.path) == [b"late"]


def append_many(folder: Path, writer: int, count: int) -> None:
    found = Journal(folder)
    threads = [
        threading.Thread(
            target=lambda start: [
                found.append(b"%d-%d" % (writer, start + number)) for number in range(count)
            ],
            args=[thread * count],
        )
        for thread in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nothing_is_lost_while_four_processes_write_and_one_empties(kept: Journal) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_many, args=[kept.folder, number, 20]) for number in range(4)]
    for writer in writers:
        writer.start()
    found: list[bytes | None] = []
    rotations = 0

    while any(writer.is_alive() for writer in writers) or kept.holds_anything():
        rotations += kept.rotate()
        for batch in kept.batches():
            found += records(batch)
            kept.drop(batch)
        time.sleep(0.005)

    assert [writer.exitcode for writer in writers] == [0] * 4
    assert set(found) - {None} == {b"%d-%d" % (writer, number) for writer in range(4) for number in range(80)}
    assert rotations > 10
