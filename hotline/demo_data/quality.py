"""Quality: calls drawn by chance and by rules, reviewed, confirmed or objected to; and two calls to calibrate reviewers on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data.arrivals import AGENTS
from hotline.demo_data.town import Town
from ticketing.quality import calibrations, feedback, forms, reading, reviews, samples, sessions
from ticketing.quality.form import Criterion
from ticketing.quality.models import CalibrationRow, ReviewRow
from ticketing.quality.schemas import AgreeIn, CalibrationIn, CallSampleIn, Mark, Purpose, ReviewEdit, ReviewItem
from ticketing.quality.scoring import Answer, Value

BOSS = "supervisor1"
REVIEWERS = ("inspector1", "inspector2", BOSS)
RULES = ("urgent", "dissatisfied", "repeat", "on_the_spot", "harassment")
SAMPLES: tuple[tuple[float, Purpose, tuple[str, ...]], ...] = (
    (0.3, "routine", ()), (0.5, "routine", ()), (0.6, "special", RULES), (0.95, "routine", ()),
)  # fmt: skip
SIZE, EVERY, CONFIRMS = 12, 6, 0.8
"""Calls of a sample; of every so many reviews one is left as a draft and one is not begun; so many are confirmed."""
SKILL: Mapping[str, float] = {"agent1": 0.96, "agent2": 0.8, "agent3": 0.9}
SELDOM = ("recording_paused", "kin_seen", "urgent_seen")
"""What mostly does not apply to a call."""
LACKS: Mapping[str, str] = {
    "greeted": "应答慢，未报工号。",
    "let_speak": "市民话没说完就追问。",
    "asked_well": "没有问发生时间和要什么结果。",
    "restated": "未复述诉求。",
    "place_verified": "只问到小区，没有问楼栋。",
    "number_verified": "未确认来电号码能否回访。",
    "clear": "语速偏快，市民追问了两次。",
    "complete": "工单里缺楼栋门牌。",
    "time_told": "未告知由谁办理、何时联系。",
    "closed_well": "未问是否还有其他需要。",
}
OTHERWISE = "此项做得不够，见录音。"
COACHING = "开头亲切，诉求听得清楚。请注意复述地点和回访号码，最后说明由谁办理、多久联系；建议听一听本月的优秀录音。"
OBJECTS = "市民自己已完整说出地址和号码，无须再问；所扣各项请复核。"
AGREED = "复述诉求要点即可，不必逐字；未告知办理单位的，按“否”评。"


def plan(town: Town) -> None:
    house = _House(town)
    for n in range(len(SAMPLES)):
        town.later(town.by_day(SAMPLES[n][0]), partial(house.draw, n))
    town.later(town.by_day(0.42), partial(house.calibrate, "地点核实一项的尺度", True))
    town.later(town.by_day(0.93), partial(house.calibrate, "咨询来电“说得明白”一项的尺度", False))


class _House:
    """Who is skilled, what was drawn until when, and how many agents have objected."""

    def __init__(self, town: Town) -> None:
        self.town, self.objections = town, 0
        self.skill = {town.person(agent): skill for agent, skill in SKILL.items()}
        self.drawn_to = town.since

    def draw(self, number: int, at: datetime) -> None:
        """A random sample of what came since the last one, or one by rules of the whole time."""
        town, (_, purpose, rules) = self.town, SAMPLES[number]
        new = CallSampleIn(
            since=town.since if rules else self.drawn_to,
            until=at,
            purpose=purpose,
            rules=rules,
            agents=tuple(map(town.person, AGENTS)),
            reviewers=tuple(map(town.person, REVIEWERS)),
            size=SIZE,
            seed=f"{town.seed}-{number}",
        )
        made = town.attempt(samples.sample, new, by=town.person(BOSS), at=at)
        if not rules:
            self.drawn_to = at
        for place, review in enumerate(self._of_sample(made.id) if made else ()):
            if place % EVERY != EVERY - 1:
                town.next_shift(1, 30, partial(self.review, review, place % EVERY != EVERY - 2))

    def review(self, id: str, whole: bool, at: datetime) -> None:
        """Written as one listens; handed in where it is ``whole``. The agent reads it within a day or so."""
        town, row = self.town, self._row(id)
        answers = self._answers(row)
        lacks = any(answer.comment for answer in answers.values())
        said = Mark(at_s=round(town.random.uniform(5, 40), 1), criterion="asked_well", text="这里可以再问一句具体位置。")
        edit = ReviewEdit(
            version=row.version, answers=answers, marks=(said,) if lacks else (), coaching=COACHING if lacks else ""
        )
        by = row.reviewer_id
        if not town.attempt(reviews.save, id, edit, by=by, at=at) or not whole:
            return
        submitted = town.attempt(feedback.submit, id, None, by=by, at=at + timedelta(minutes=8))
        if submitted and row.kind == "ordinary":
            town.next_shift(0.5, 20, partial(self.read, id))

    def read(self, id: str, at: datetime) -> None:
        """The agent confirms as a rule; of two who lost points and object, the first is decided and the second waits."""
        town, row = self.town, self._row(id)
        if self.objections < 2 and (row.score or 0) < 9_500:
            appeal = town.attempt(feedback.object_to, id, OBJECTS, None, by=row.agent_id, at=at)
            self.objections += appeal is not None
            if appeal and self.objections == 1:
                town.next_shift(2, 20, partial(self.review, appeal.id, True))
            return
        if town.chance(CONFIRMS):
            town.attempt(feedback.confirm, id, "收到，谢谢指导。", None, by=row.agent_id, at=at)
        if (row.score or 0) < 9_000:
            later = at + timedelta(minutes=20)
            town.attempt(feedback.coach, id, COACHING, by=town.person(BOSS), at=later)

    def calibrate(self, title: str, finish: bool, at: datetime) -> None:
        """One reviewed call once more, by all reviewers without sight of each other."""
        town = self.town
        calls = sorted({one.call for one in self._items(None)})
        if not calls:
            return
        new = CalibrationIn(title=title, call=town.random.choice(calls), reviewers=tuple(map(town.person, REVIEWERS)))
        made = town.attempt(calibrations.make, new, by=town.person(BOSS), at=at)
        papers = self._papers(made.id) if made else []
        for paper in papers if finish else papers[:1]:
            town.next_shift(0.2, 4, partial(self.review, paper, True))
        if made and finish:
            town.next_shift(24, 26, partial(self.agree, made.id))

    def agree(self, id: str, at: datetime) -> None:
        """They talk, and settle on what most had given; elsewhere on what the first had."""
        town = self.town
        if not town.attempt(calibrations.open_papers, id, None, by=town.person(BOSS), at=at):
            return
        first = self._row(self._papers(id)[0])
        with town.database.reading() as uow:
            shown = sessions.get(uow, id, town.people[BOSS])
            row = uow.session.get_one(CalibrationRow, id)
        answers = dict(calibrations.answers_of(first)) | {code: Answer(value=value) for code, value in shown.suggested.items()}
        settled = AgreeIn(version=row.version, answers=answers, note=AGREED)
        town.attempt(calibrations.agree, id, settled, by=town.person(BOSS), at=at + timedelta(minutes=40))

    def _answers(self, row: ReviewRow) -> dict[str, Answer]:
        body = self.town.read(lambda uow: forms.body_of(forms.seen(uow, row.form_id)))
        skill = self.skill.get(row.agent_id, 0.9)
        return {one.code: self._answer(one, skill) for one in body.criteria()}

    def _answer(self, one: Criterion, skill: float) -> Answer:
        chance = self.town.random
        if one.fatal or one.code in SELDOM:
            return Answer(value="na" if one.code in SELDOM else "yes")
        kept = chance.random() < skill
        value: Value = "yes" if kept else "no"
        if one.kind == "points":
            value = one.most if kept else chance.randint(one.most // 2, one.most - 1)
        return Answer(value=value, comment="" if kept else LACKS.get(one.code, OTHERWISE))

    def _row(self, id: str) -> ReviewRow:
        return self.town.read(lambda uow: uow.session.get_one(ReviewRow, id))

    def _of_sample(self, sample: str) -> list[str]:
        """In the order of the calls, which is the same for the same seed."""
        return [one.id for one in sorted(self._items(sample), key=lambda one: one.call)]

    def _items(self, sample: str | None) -> tuple[ReviewItem, ...]:
        """Reviews of one sample, or of all: a page of them."""
        boss, now = self.town.people[BOSS], self.town.now
        return self.town.read(lambda uow: reading.page(uow, boss, now, whose="all", sample=sample, limit=100).items)

    def _papers(self, calibration: str) -> list[str]:
        """In the order of their reviewers."""
        found = self.town.read(lambda uow: [(row.reviewer_id, row.id) for row in calibrations.papers_of(uow, calibration)])
        order = {self.town.person(name): n for n, name in enumerate(REVIEWERS)}
        return [id for _, id in sorted(found, key=lambda one: order[one[0] or ""])]
