"""What the kernel is told about one of our processes; only Linux listens."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # linux/prctl.h


def die_with_parent(parent: int, number: signal.Signals = signal.SIGTERM) -> None:
    """Ask for this signal when the parent is gone, so that nobody is left holding port or lock.

    Raises SystemExit when it is gone already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit(1)


def go_by(name: str) -> None:
    """What `top` and `ps -e` show; at most 15 characters."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode())
