"""Lets the n-th system call of a child process fail, or be its last: the kernel asks us about each one.

Nothing of the program under test is replaced; it sees what a broken disk or connection would show it. How:
https://docs.kernel.org/userspace-api/seccomp_filter.html#userspace-notification
"""

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

NUMBERS = {
    "x86_64": {
        "write": 1, "pwrite64": 18, "writev": 20, "fsync": 74, "fdatasync": 75, "ftruncate": 77, "fallocate": 285,
        "connect": 42, "sendto": 44, "recvfrom": 45, "seccomp": 317,
    },
    "aarch64": {
        "write": 64, "pwrite64": 68, "writev": 66, "fsync": 82, "fdatasync": 83, "ftruncate": 46, "fallocate": 47,
        "connect": 203, "sendto": 206, "recvfrom": 207, "seccomp": 277,
    },
}.get(platform.machine(), {})  # fmt: skip
WRITES = ("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "fallocate")
TALKS = ("connect", "sendto", "recvfrom")
# linux/prctl.h, linux/seccomp.h, linux/filter.h
NO_NEW_PRIVS, SET_FILTER, NEW_LISTENER = 38, 1, 8
RECEIVE, ANSWER, CONTINUE = 0xC0502100, 0xC0182101, 1
LOAD, EQUAL, GREATER, RETURN = 0x20, 0x15, 0x25, 0x06
NUMBER_AT, FIRST_ARGUMENT_AT = 0, 16
ALLOW, ASK = 0x7FFF0000, 0x7FC00000
STANDARD_OUTPUT, STANDARD_ERROR = 1, 2


@dataclass(frozen=True)
class Fault:
    """The calls from `first` to `last` fail with `error`; without an error the child dies at `first`. 0: none.

    A word to the server that fails alone would let the client wait for an answer: `cut` ends the connection instead.
    """

    first: int = 0
    last: int = 0
    error: int | None = None
    cut: Callable[[], None] = lambda: None

    def meets(self, number: int) -> bool:
        return self.first <= number <= self.last

    def answer_to(self, call: str) -> int:
        """The error number for the child; 0: go on."""
        if call == "sendto":
            self.cut()
            return 0
        return errno.ECONNRESET if call in TALKS else self.error or 0


@dataclass
class Outcome:
    said: bytes = b""  # what the child returned; empty when it died
    calls: list[str] = field(default_factory=list)


def run(work: Callable[[], bytes], fault: Fault, kinds: tuple[str, ...]) -> Outcome:
    """Do `work` in a child; calls of these kinds fail as told, except those to standard output and error.

    Raises OSError where the kernel or a sandbox does not allow this.
    """
    ours, its = socket.socketpair()
    child = os.fork()
    if child == 0:
        live(work, its, kinds)
    its.close()
    with ours, ours.makefile("rb") as said:
        _, listeners, _, _ = socket.recv_fds(ours, 1, 1)
        if not listeners:
            raise OSError("the kernel, or a sandbox, does not let a process be watched by seccomp")
        calls = list(watch(child, listeners[0], fault, kinds))
        os.close(listeners[0])
        outcome = Outcome(said.read(), calls)
    os.waitpid(child, 0)
    return outcome


def live(work: Callable[[], bytes], its: socket.socket, kinds: tuple[str, ...]) -> None:
    """The child: what it has to say goes to its standard output, which is not watched."""
    try:
        os.dup2(its.fileno(), STANDARD_OUTPUT)
        listener = put_under_watch(kinds)
        socket.send_fds(its, [b"x"], [listener] * (listener >= 0))
        os.close(listener)
        os.write(STANDARD_OUTPUT, work())
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run in the child
        traceback.print_exc()
    finally:
        os._exit(0)


def put_under_watch(kinds: tuple[str, ...]) -> int:
    """From now on the kernel asks about these calls; the descriptor to answer at, or -1."""
    checks = [
        statement(EQUAL, NUMBERS[kind], len(kinds) - position, 0) for position, kind in enumerate(kinds)
    ]
    program = [
        statement(LOAD, NUMBER_AT),
        *checks,
        statement(RETURN, ALLOW),
        statement(LOAD, FIRST_ARGUMENT_AT),
        statement(GREATER, STANDARD_ERROR, 0, 1),
        statement(RETURN, ASK),
        statement(RETURN, ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(program))
    filter_ = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    return int(libc.syscall(NUMBERS["seccomp"], SET_FILTER, NEW_LISTENER, ctypes.byref(filter_)))


def statement(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def watch(child: int, listener: int, fault: Fault, kinds: tuple[str, ...]) -> Iterator[str]:
    """Decide about each call until the child has ended; yields their names."""
    names = {NUMBERS[kind]: kind for kind in kinds}
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    number = 0
    while waiting.poll()[0][1] & select.POLLIN:
        notice = bytearray(80)
        fcntl.ioctl(listener, RECEIVE, notice)
        key, _, _, call = struct.unpack_from("QIIi", notice)
        number += 1
        yield names[call]
        if fault.meets(number) and fault.error is None:
            os.kill(child, signal.SIGKILL)
            continue
        error = fault.answer_to(names[call]) if fault.meets(number) else 0
        fcntl.ioctl(
            listener, ANSWER, bytearray(struct.pack("QqiI", key, 0, -error, 0 if error else CONTINUE))
        )
