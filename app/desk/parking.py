"""What a colleague had typed when the login ended: kept for an hour, and only for whoever typed it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import JSON, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from app.database import Base, UtcDateTime, session, utc_now, writing
from app.security import signing_keys

KEPT_FOR = timedelta(hours=1)
NOT_TYPED = ("csrf_token", "typed_by")
IN_ADDRESS = "entwurf"  # the parameter that carries the token back
STILL_THERE = {
    "tone": "info",
    "title": "Ihre Eingabe ist noch da",
    "text": "Wirksam ist sie noch nicht. Prüfen Sie sie und drücken Sie die Schaltfläche noch einmal.",
}


class ParkedForm(Base):
    """A form that came without a login."""

    __tablename__ = "parked_form"

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    parked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    endpoint: Mapped[str] = mapped_column(String(60))
    typed: Mapped[dict[str, list[str]]] = mapped_column(JSON)

    @property
    def form(self) -> MultiDict[str, str]:
        """What was typed, and the parts of the address it was sent to by their names."""
        return MultiDict(self.typed)


def mark(staff_id: int) -> str:
    """Goes with every form of the desk that holds text: says who is typing, and cannot be made by anybody else."""
    return signer().dumps(staff_id)


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="typed-by")


def park() -> str | None:
    """Keep the form of the request; the token it is found by. None when it does not say who typed it. Raises DatabaseBusy."""
    try:
        staff_id = signer().loads(request.form.get("typed_by", ""))
    except BadSignature:
        return None
    typed: dict[str, Any] = {name: values for name, values in request.form.lists() if name not in NOT_TYPED}
    typed |= {name: [str(value)] for name, value in (request.view_args or {}).items()}
    token = secrets.token_urlsafe()
    with writing() as opened:
        opened.add(
            ParkedForm(
                token=token,
                staff_id=staff_id,
                parked_at=utc_now(),
                endpoint=request.endpoint or "",
                typed=typed,
            )
        )
    return token


def parked(staff_id: int) -> ParkedForm | None:
    """What this colleague had typed, while it is kept; the address of the request names it."""
    token = request.args.get(IN_ADDRESS)
    found = session().get(ParkedForm, token) if token else None
    is_good = found and found.staff_id == staff_id and utc_now() - found.parked_at < KEPT_FOR
    return found if is_good else None


def clear() -> int:
    """Delete what is kept no longer; how many forms that were."""
    expired = ParkedForm.parked_at < utc_now() - KEPT_FOR
    if session().query(ParkedForm.token).where(expired).first() is None:
        return 0
    with writing() as opened:
        return opened.execute(delete(ParkedForm).where(expired)).rowcount  # type: ignore[attr-defined,no-any-return]
