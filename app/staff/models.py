"""A colleague at the desk."""

from enum import StrEnum

from flask_security import RoleMixin, UserMixin
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

DEMO_EMAIL = "demo@flightops.example"  # who looks at invented leads; the desk says so


class Role(StrEnum):
    ADMIN = "admin"
    EDITOR = "editor"


class RoleView(RoleMixin):
    """A role as Flask-Security wants to see it; ours is a column, since nobody needs more than one."""

    def __init__(self, name: str) -> None:
        self.name = name


class Staff(Base, UserMixin):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(
        String(255)
    )  # an argon2 hash; None until the link was followed
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # a new one ends every login

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        return [RoleView(self.role)]

    @property
    def initials(self) -> str:
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
