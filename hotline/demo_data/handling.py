"""What the units do with a ticket that was dispatched: sign, contact, handle, help, object, ask, report."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hotline.demo_data import reviewing
from hotline.demo_data.people import handler
from hotline.demo_data.town import Town
from hotline.demo_data.words import EXPLAINED, LEGAL_BASES, RESULTS
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.sending import legs_of
from ticketing.tickets import extensions, handling, pauses, suspensions
from ticketing.tickets.actor import Actor
from ticketing.tickets.handling import Outcome, ResolvedLevel

FIRST_RETURNS = ("dispatched", "signed", "handling")
EXPLAINS, LATE, ASKS, WAITS, OBJECTS, LINGERS, GIVES_UP = 0.08, 0.12, 0.10, 0.07, 0.07, 0.06, 0.04
"""Shares of tickets that are explained, signed late, extended, wait for the citizen, are objected to, lie about, or cannot be
solved now."""
LEVELS: tuple[tuple[ResolvedLevel, int], ...] = (("grid", 15), ("community", 25), ("street", 30), ("district", 20), ("city", 10))


def dispatched(town: Town, ticket_id: str) -> None:
    """The units have it from now on: each goes its way, the lead and those that help."""
    if ticket_id not in town.tickets:
        town.tickets.append(ticket_id)
    units = _units(town, ticket_id)
    for unit, role in units:
        if role == "lead":
            _lead(town, ticket_id, unit)
        elif role == "co":
            _help(town, ticket_id, unit)


def again(town: Town, ticket_id: str) -> None:
    """Back in hand after a rework: handled and reported once more."""
    row = town.ticket(ticket_id)
    if row.unit_code:
        for unit, role in _units(town, ticket_id):
            if role == "co":
                town.after(2, 12, _Helper(town, ticket_id, unit).report, office=True)
        town.after(14, 40, _Handler(town, ticket_id, row.unit_code).report, office=True)


def _units(town: Town, ticket_id: str) -> list[tuple[str, str]]:
    """Unit and role of each part that was not taken back."""
    with town.database.reading() as uow:
        return [(leg.unit_code, leg.role) for leg in legs_of(uow, ticket_id) if leg.state != "withdrawn"]


def actor_of_unit(town: Town, unit: str) -> Actor:
    return town.actor(handler(town, unit))


def _lead(town: Town, ticket_id: str, unit: str) -> None:
    who = _Handler(town, ticket_id, unit)
    if town.chance(LATE):
        town.after(2.2, 7, who.sign, office=True)
    else:
        town.after(0.1, 1.6, who.sign)


def _help(town: Town, ticket_id: str, unit: str) -> None:
    town.after(0.2, 2.2, _Helper(town, ticket_id, unit).sign)


class _Helper:
    """A helping unit: signs, starts, reports, before its lead does."""

    def __init__(self, town: Town, ticket_id: str, unit: str) -> None:
        self.town, self.ticket, self.unit = town, ticket_id, unit

    def sign(self, at: datetime) -> None:
        if self._do(handling.sign_leg, at):
            self.town.after(1, 6, self.start, office=True)

    def start(self, at: datetime) -> None:
        if self._do(handling.start_leg, at):
            self.town.after(1, 8, self.report, office=True)

    def report(self, at: datetime) -> None:
        self._do(handling.report_leg, at, result="已派员配合主办单位到场处理，本单位职责范围内事项已办结。")

    def _do(self, work: Callable[..., object], at: datetime, **named: Any) -> bool:
        who = actor_of_unit(self.town, self.unit)
        return self.town.attempt(work, self.ticket, actor=who, version=None, at=at, **named) is not None


class _Handler:
    """The lead unit's person with one ticket; a ticket that was taken from the unit is let go."""

    def __init__(self, town: Town, ticket_id: str, unit: str) -> None:
        self.town, self.ticket, self.unit = town, ticket_id, unit

    def sign(self, at: datetime) -> None:
        if not self._mine("dispatched"):
            return
        self._do(handling.sign, at)
        self.town.after(0.3, 30 if self.town.chance(LATE) else 6, self.contact, office=True)
        if self.town.chance(OBJECTS):
            self.town.after(0.2, 2, self.objects, office=True)

    def contact(self, at: datetime) -> None:
        if not self._mine("signed"):
            return
        reached = self.town.chance(0.93)
        self._do(
            handling.contact, at, way="phone", whom="诉求人", when=at, reached=reached, note="了解情况并告知办理人和办理期限"
        )
        self._do(handling.start_handling, at)
        row = self.town.ticket(self.ticket)
        left = (row.deadline - at) / timedelta(hours=1) if row.deadline else 48.0
        if self.town.chance(WAITS):
            self.town.after(1, 4, self.ask_citizen, office=True)
        if self.town.chance(GIVES_UP):
            self.town.after(2, 20, self.ask_to_suspend, office=True)
        if self.town.chance(ASKS):
            self.town.later(at + timedelta(hours=max(0.5, left * 0.7)), self.ask_time)
        if not self.town.chance(LINGERS):
            share = self.town.random.triangular(0.15, 1.08, 0.6)
            self.town.later(self.town.in_office(at + timedelta(hours=max(6.0, left * share))), self.report)

    def objects(self, at: datetime) -> None:
        others = [unit.code for unit in self.town.database.city.units if unit.kind == "industry" and unit.code != self.unit]
        basis, reason = self.town.random.choice(LEGAL_BASES)
        if not self._mine(*FIRST_RETURNS):
            return
        made = self.town.attempt(
            dispatching.object_to,
            self.ticket,
            legal_basis=basis,
            suggested_unit=self.town.random.choice(others),
            reason=reason,
            actor=actor_of_unit(self.town, self.unit),
            version=None,
            at=at,
        )
        if made:
            reviewing.objected(self.town, self.ticket, made.id)

    def ask_citizen(self, at: datetime) -> None:
        if self._mine("handling") and self._do(
            pauses.ask_supplement, at, question="请补充具体楼栋、单元和发生时间，最好附照片。"
        ):
            self.town.after(4, 60, self.citizen_answers)

    def citizen_answers(self, at: datetime) -> None:
        """Through the hotline: an agent writes down what the citizen adds."""
        if self._mine("supplement"):
            who = self.town.actor("agent1")
            said = "市民来电补充：在3栋2单元门口，每天晚上八点以后，照片已发。"
            self.town.attempt(pauses.supplement, self.ticket, answer=said, actor=who, version=None, at=at)

    def ask_time(self, at: datetime) -> None:
        if self._mine("signed", "handling") and self._do(
            extensions.ask_extension, at, days=1, reason="涉及多家单位协调和材料采购，需延长办理时间。"
        ):
            reviewing.asked_for_time(self.town, self.ticket)

    def ask_to_suspend(self, at: datetime) -> None:
        day = self.town.database.calendar.local(at).date() + timedelta(days=45)
        why = "需管网整体改造，已申报明年城建计划。"
        if self._mine("handling") and self._do(suspensions.ask_suspension, at, ground="planning", reason=why, review_on=day):
            reviewing.asked_to_suspend(self.town, self.ticket)

    def report(self, at: datetime) -> None:
        """Once those who help have reported; until then it is tried again."""
        if not self._mine("handling"):
            return
        explains = self.town.chance(EXPLAINS)
        outcome: Outcome = "explained" if explains else "solved"
        result = EXPLAINED if explains else self.town.random.choice(RESULTS)
        level = self.town.random.choices([name for name, _ in LEVELS], [share for _, share in LEVELS])[0]
        if self._do(handling.report, at, result=result, outcome=outcome, resolved_level=level):
            reviewing.reported(self.town, self.ticket)
        else:
            self.town.after(8, 24, self.report, office=True)

    def _mine(self, *states: str) -> bool:
        row = self.town.ticket(self.ticket)
        return row.unit_code == self.unit and row.state in states

    def _do(self, work: Callable[..., object], at: datetime, **named: Any) -> bool:
        who = actor_of_unit(self.town, self.unit)
        return self.town.attempt(work, self.ticket, actor=who, version=None, at=at, **named) is not None
