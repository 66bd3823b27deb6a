"""What the law does by itself as time passes: each round does a bounded piece of work in a unit of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from ticketing.conditional.watch import watch as watch_conditional
from ticketing.db import Database
from ticketing.deliberation.service import go_up_due
from ticketing.deliberation.sittings import plan_due as plan_sittings
from ticketing.dispatching.batches import round_of_batches
from ticketing.dispatching.leftovers import round_of_leftovers
from ticketing.dispatching.objections import round_of_objections
from ticketing.duty.attending import attend as attend_duty
from ticketing.duty.recurring import write_ahead as write_rotas
from ticketing.duty.service import settle_said, take_late
from ticketing.evaluation.gathering import gather as open_callbacks
from ticketing.evaluation.links import call_instead
from ticketing.evaluation.service import give_back_left
from ticketing.funds.watch import watch as watch_funds
from ticketing.intake.overdue import look_through as watch_intakes
from ticketing.knowledge.watch import watch as watch_knowledge
from ticketing.meetings.reminding import remind as remind_of_meetings
from ticketing.meetings.series import plan_due as plan_meetings
from ticketing.quality.watch import watch as watch_quality
from ticketing.resolutions.service import remind as remind_owners
from ticketing.studios.watch import watch as watch_studios
from ticketing.supervision.clusters.turns import take_turn as count_matters
from ticketing.supervision.watch import look_through as watch_supervision
from ticketing.tickets.pauses import resume_due
from ticketing.tickets.reviewing import archive_due
from ticketing.tickets.sweep import sweep
from ticketing.uow import UnitOfWork
from ticketing.webhooks.telling import look_through as tell_platforms

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """``work`` finds what is due at the time given and does at most a page of it; it may be run twice at once."""

    name: str
    work: Callable[[UnitOfWork, datetime], object]


ROUNDS: tuple[Round, ...] = (
    Round("duty", attend_duty),
    Round("duty rotas", write_rotas),
    Round("late duty calls", take_late),
    Round("words of leaders", settle_said),
    Round("funds", watch_funds),
    Round("conditional", watch_conditional),
    Round("studios", watch_studios),
    Round("resolutions", remind_owners),
    Round("meetings", plan_meetings),
    Round("invitations", remind_of_meetings),
    Round("sittings", plan_sittings),
    Round("deliberation", go_up_due),
    Round("supplements", resume_due),
    Round("lights", sweep),
    Round("intakes", watch_intakes),
    Round("platforms", tell_platforms),
    Round("callbacks", open_callbacks),
    Round("left callbacks", give_back_left),
    Round("unanswered links", call_instead),
    Round("archive", archive_due),
    Round("leftover drafts", round_of_leftovers),
    Round("objections", round_of_objections),
    Round("batches", round_of_batches),
    Round("matters", count_matters),
    Round("supervision", watch_supervision),
    Round("quality", watch_quality),
    Round("knowledge", watch_knowledge),
)


def run(database: Database, now: datetime) -> None:
    """Every round once; one that fails says so in the log and keeps nothing back of the others."""
    for one in ROUNDS:
        try:
            with database.unit_of_work() as uow:
                one.work(uow, now)
        except Exception:
            log.exception("a round failed; it goes on at the next turn", round=one.name)
