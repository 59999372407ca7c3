"""Connections to PostgreSQL that give up: a server that can be reached but is frozen would hold a request for ever."""

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

REACHED_WITHIN = 3  # seconds
ANSWER_WITHIN = 10.0  # seconds; at a million leads the slowest statement of a request takes less than a tenth
LOCK_WITHIN = 2_000  # milliseconds that another may hold what is wanted


class Connection(psycopg.Connection[Any]):
    """Closes itself when an answer is late: nobody knows then what state it is in."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Whatever is asked of the server passes through here. Raises OperationalError when it is late."""
        try:
            return super().wait(gen, interval, ANSWER_WITHIN if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # still working on it, or frozen
                self.close()
            raise


def give_up(engine: Engine) -> None:
    """Let every connection of `engine` be one that gives up."""

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, arguments: list[Any], parameters: dict[str, Any]) -> Connection:
        return Connection.connect(*arguments, **parameters | {"options": f"-c lock_timeout={LOCK_WITHIN}"})
