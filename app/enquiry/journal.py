"""A file of records that outlives a crash and a full disk, and is emptied while others write to it, without a lock."""

import ctypes
import errno
import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LARGEST = 48 << 10  # bytes: 10,000 characters of four bytes each and every other field at its limit
ROOM = 200 * LARGEST  # 9.4 MiB held back for a full disk
TRIES = 10  # the worker changes the journal once a second at most
KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE of linux/falloc.h
NO_SUCH_CALL = (errno.EOPNOTSUPP, errno.ENOSYS)


@dataclass(frozen=True)
class Line:
    raw: bytes
    record: bytes | None  # None: torn by a crash, or damaged


class Journal:
    """Records in `folder`: `journal` takes new ones, `batch-*` are being replayed, `stuck` and `unreadable` wait for people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path, self.next = folder / "journal", folder / "next"
        self.stuck, self.unreadable = folder / "stuck", folder / "unreadable"

    def prepare(self) -> bool:
        """Hold back ROOM beyond what is written; whether it is held. Never raises: a site without room is still a site."""
        with suppress(OSError):
            self.make_folder()
            with opened(self.path, os.O_CREAT) as descriptor:
                with suppress(OSError):
                    reserve(descriptor, os.fstat(descriptor).st_size + ROOM)
                os.fsync(descriptor)
            sync(self.folder)
        return self.room() >= ROOM

    def make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700)
            sync(self.folder.parent)

    def room(self) -> int:
        """Bytes held back for the next records; 0 where the file system cannot do that."""
        with suppress(OSError):
            found = self.path.stat()
            return max(0, found.st_blocks * 512 - found.st_size)
        return 0

    def has_place(self, size: int) -> bool:
        """Whether a record of that size could be written now, as far as one can know without writing."""
        if self.room() >= size:
            return True
        place = self.folder if self.folder.exists() else self.folder.parent
        with suppress(OSError):
            disk = os.statvfs(place)
            writable = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
            return writable and disk.f_bavail * disk.f_frsize >= size
        return False

    def holds_anything(self) -> bool:
        return bool(self.batches()) or (self.path.exists() and self.path.stat().st_size > 0)

    def append(self, record: bytes) -> None:
        """On the disk when it returns, in a file the worker will still read. Raises OSError: then it may be there or not.

        Whoever empties the journal first puts another file in its place. A record is written again if that happened
        since it was opened; at worst it is there twice.
        """
        data = b"\n%08x %s" % (zlib.crc32(record), record)
        for _ in range(TRIES):
            if not self.path.exists():
                self.prepare()
            with opened(self.path, os.O_APPEND) as descriptor:
                write(descriptor, data)
                if self.is_current(descriptor):
                    return sync(self.folder)
        raise OSError(errno.EAGAIN, "the journal changed again and again", str(self.path))

    def is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def batches(self) -> list[Path]:
        """What has been taken out of the journal and is not dropped yet, oldest first."""
        return sorted(self.folder.glob("batch-*"))

    def rotate(self) -> bool:
        """Make the journal a batch and put an empty one in its place that has room of its own.

        False, and nothing changed, while the disk has no room for a second one.
        """
        with opened(self.next, os.O_CREAT | os.O_TRUNC) as descriptor:
            try:
                reserve(descriptor, ROOM)
            except OSError as error:
                if error.errno not in NO_SUCH_CALL:
                    return False
            os.fsync(descriptor)
        os.link(self.path, self.new_batch())
        sync(self.folder)  # first the second name for the old file, then the new file: never neither
        self.next.replace(self.path)
        sync(self.folder)
        return True

    def new_batch(self) -> Path:
        return self.folder / f"batch-{time.time_ns()}"

    def take_up_stuck(self) -> int:
        """Let the next replay try again what could not be replayed before; how many records that are."""
        count = sum(1 for _ in read(self.stuck))
        if count:
            self.stuck.rename(self.new_batch())
        return count

    def set_aside(self, path: Path, lines: list[Line]) -> None:
        if lines:
            with opened(path, os.O_CREAT | os.O_APPEND) as descriptor:
                write(descriptor, b"".join(b"\n" + line.raw for line in lines))

    def drop(self, batch: Path) -> None:
        batch.unlink()
        sync(self.folder)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else is replaying, for as long as this lasts."""
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield is_locked(descriptor)
        finally:
            os.close(descriptor)


def is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read(path: Path) -> Iterator[Line]:
    """Every record, in order; a torn one spoils only itself, because each brings its own line break first."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for raw in filter(None, (line.rstrip(b"\n") for line in lines)):
            checksum, _, record = raw.partition(b" ")
            yield Line(raw, record if checksum == b"%08x" % zlib.crc32(record) else None)


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write(descriptor: int, data: bytes) -> None:
    """One call, so that O_APPEND keeps records of several threads and processes apart. Raises OSError."""
    if os.write(descriptor, data) != len(data):
        raise OSError(errno.ENOSPC, "not written to the end")
    os.fdatasync(descriptor)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reserve(descriptor: int, length: int) -> None:
    """Give the file its blocks beforehand without making it longer. Raises OSError. Linux only: fallocate(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "fallocate"):
        raise OSError(errno.ENOSYS, "fallocate")
    libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    if libc.fallocate(descriptor, KEEP_SIZE, 0, length):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
