"""Calls that do not fit what was written of them, for the mismatch list; and callers who harass, for the list of blocked ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data.arrivals import AGENTS, Arrivals
from hotline.demo_data.town import Town
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.quality import mismatches
from ticketing.quality.schemas import MismatchDecision

JUDGE = "inspector2"
HARASSERS = ("16400000001", "16400000002")
"""The first is blocked on the floor, the second still stands among those who gave reason for it."""
HARASSED = ((0.2, 0), (0.26, 0), (0.34, 0), (0.5, 1), (0.62, 1))
AGAIN = "16400000003"
NUISANCE = (
    "喂，你们12345是不是整天闲着没事干，我就是要找个人骂一骂，你别给我挂电话，工号报上来，我今天打一百个电话也要让你们谁都接不进来，"
    "你们有本事就来找我。"
)
REFUSED = "请您文明用语，如无诉求，为不影响其他市民，本次通话将结束。"
COMPLAINT = "我要投诉{place}的停车场，乱收费，态度还特别差，没有公示收费标准，我要投诉他们，请你们查处。"
QUESTION = "请问{place}这边的公租房怎么申请，要带什么材料，到哪里去交？"
TOLD = "携带身份证、户口簿和收入证明，到街道便民服务中心窗口申请。"
DECISIONS: Mapping[str, MismatchDecision] = {
    "complaint_as_consultation": MismatchDecision(
        version=1, right=True, correct="type", should_be="投诉", note="市民开口即称投诉，应按投诉登记。"
    ),
    "nobody_with_speech": MismatchDecision(version=1, right=False, note="已听录音：全程辱骂，无诉求，登记属实。"),
}


def plan(town: Town, arrivals: Arrivals) -> None:
    for share, who in HARASSED:
        town.later(town.by_day(share), partial(_harass, town, arrivals, HARASSERS[who]))
    place = arrivals.place()
    for share in (0.25, 0.45):
        town.later(town.by_day(share), partial(_ask, town, arrivals, QUESTION.format(place=place), TOLD, AGAIN))
    town.later(town.by_day(0.55), partial(_ask, town, arrivals, QUESTION.format(place=arrivals.place()), "已答", ""))
    for share in (0.3, 0.65):
        town.later(town.by_day(share), partial(_register_wrongly, town, arrivals))
    town.later(town.by_day(0.9), partial(_judge, town))


def _harass(town: Town, arrivals: Arrivals, number: str, at: datetime) -> None:
    agent = town.random.choice(AGENTS)
    call, over = arrivals.telephoned(NUISANCE, at, agent, number=number, closing=REFUSED)
    town.attempt(calls.set_outcome, call, "harassment", town.person(agent), over, "全程辱骂，无诉求。")


def _ask(town: Town, arrivals: Arrivals, question: str, answer: str, number: str, at: datetime) -> None:
    """The same number with the same question again: the first answer has not helped. An answer of two words is none."""
    agent = town.random.choice(AGENTS)
    call, over = arrivals.telephoned(question, at, agent, number=number, closing=TOLD)
    town.attempt(drafts.answer, call, None, answer, town.person(agent), over)


def _register_wrongly(town: Town, arrivals: Arrivals, at: datetime) -> None:
    """Said as a complaint, written down as a question."""
    agent = town.random.choice(AGENTS)
    call, over = arrivals.telephoned(COMPLAINT.format(place=arrivals.place()), at, agent)
    version = town.read(lambda uow: drafts.get(uow, call)).version
    town.attempt(drafts.edit, call, version, {"type": "consultation"}, town.person(agent), over)
    arrivals.dispatch(call, agent, over + timedelta(minutes=1))


def _judge(town: Town, at: datetime) -> None:
    """One of what was found is right and one is not; the others wait."""
    for rule, decision in DECISIONS.items():
        with town.database.reading() as uow:
            found = mismatches.page(uow, state="open", rule=rule, agent=None, before=None, limit=50).items
        for one in sorted(found, key=lambda one: one.call)[:1]:
            town.attempt(mismatches.decide, one.id, decision, by=town.person(JUDGE), at=at)
