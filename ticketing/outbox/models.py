"""The outbox table: one numbered row an event, in the transaction of the change that it tells of."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    type: Mapped[str]
    data: Mapped[dict[str, Any]]
    people: Mapped[list[str]]
    roles: Mapped[list[str]]
