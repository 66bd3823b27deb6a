"""Rules with their history, the alarms as they stand, the ledger of alarms, and each node's newest figures."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class AlertRuleRow(Base):
    """The rule as it holds now; ``state`` is on, off or removed. Whoever steps its alarms holds its row."""

    __tablename__ = "alert_rules"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    scope: Mapped[str]
    threshold: Mapped[float]
    clear_at: Mapped[float]
    hold_s: Mapped[int]
    calm_s: Mapped[int]
    severity: Mapped[str]
    roles: Mapped[list[str]]
    tell_queue: Mapped[bool]
    quiet_from: Mapped[str]
    quiet_to: Mapped[str]
    escalation: Mapped[list[dict[str, Any]]]
    state: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class AlertRuleChangeRow(Base):
    """Append-only: who changed a rule, when, from what to what. ``before`` is empty for a new one."""

    __tablename__ = "alert_rule_changes"
    __table_args__ = (
        UniqueConstraint("rule_id", "version"),
        Index("ix_alert_rule_changes_at_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(ForeignKey("alert_rules.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class AlarmRow(Base):
    """Where `ticketing.alerts.stepping.Alarm` stands for one subject of a rule; what happened stands in the ledger."""

    __tablename__ = "alarms"
    __table_args__ = (UniqueConstraint("rule_id", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(ForeignKey("alert_rules.id"))
    subject: Mapped[str]
    subject_title: Mapped[str]
    phase: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    raised_at: Mapped[datetime | None]
    crossing: Mapped[int]
    figure: Mapped[float]
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    escalated: Mapped[int] = mapped_column(default=0)


class AlarmEventRow(Base):
    """Append-only: an alarm was raised, told, escalated, acknowledged or cleared; each once a crossing, whoever else tries.

    ``step``: which step of the escalation, from 1; 0 for all else. ``told``: ``roles``, ``people`` and those of them who got a
    short message (``messages``), as ids.
    """

    __tablename__ = "alarm_events"
    __table_args__ = (
        UniqueConstraint("alarm_id", "crossing", "what", "step"),
        Index("ix_alarm_events_at_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    alarm_id: Mapped[str] = mapped_column(ForeignKey("alarms.id"))
    crossing: Mapped[int]
    what: Mapped[str]
    step: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    subject_title: Mapped[str]
    severity: Mapped[str]
    figure: Mapped[float]
    threshold: Mapped[float]
    seconds: Mapped[float]
    text: Mapped[str]
    note: Mapped[str]
    told: Mapped[dict[str, Any]]


class AlertReadingRow(Base):
    """The newest live figures of a node: ``figures`` by kind and subject, ``titles`` of the subjects for people."""

    __tablename__ = "alert_readings"

    node: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    titles: Mapped[dict[str, Any]]
