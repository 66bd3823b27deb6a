"""A floor with calls to review: agents, reviewers, and calls with words, all told in a line."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.ticketing.story import NOON, Story
from ticketing.people import repository as people
from ticketing.people.schemas import PersonOut
from ticketing.quality import feedback, reviews, samples
from ticketing.quality.default_form import BODY
from ticketing.quality.schemas import CallSampleIn, ReviewEdit
from ticketing.quality.scoring import Answer

DAY = timedelta(days=1)
SINCE, UNTIL = NOON - DAY, NOON + DAY
LATER = NOON + timedelta(hours=2)


@dataclass
class Floor:
    story: Story
    agents: list[str]
    reviewers: list[str]
    calls: list[str] = field(default_factory=list)

    def call(self, agent: int = 0, start: datetime = NOON, number: str = "16412345678", talked: float = 60.0, **more: Any) -> str:
        """An answered call with a recording that is over."""
        story, who = self.story, self.agents[agent]
        id = story.answered(who, number, start=start)
        story.fact(id, "recording_started", 8, start, path=f"{id}.wav")
        story.ended(id, who, 8 + talked, start, talked_s=talked, **more)
        self.calls.append(id)
        return id

    def sample(self, at: datetime = LATER, by: int = 0, **given: Any) -> Any:
        wanted: dict[str, Any] = {"since": SINCE, "until": UNTIL, "reviewers": tuple(self.reviewers)} | given
        return self.story.do(samples.sample, CallSampleIn(**wanted), by=self.reviewers[by], at=at)

    def review(self, call: str, by: int = 0, purpose: str = "special", at: datetime = LATER) -> str:
        who = self.reviewers[by]
        return self.story.do(lambda uow: reviews.make(uow, call, purpose=purpose, form=None, reviewer=who, by=who, at=at).id)

    def fill(self, review: str, by: int = 0, at: datetime = LATER, version: int = 1, **different: Any) -> int:
        return self.story.do(
            lambda uow: (
                reviews.save(
                    uow, review, ReviewEdit(version=version, answers=perfect(**different)), by=self.reviewers[by], at=at
                ).version
            )
        )

    def submitted(self, call: str, by: int = 0, at: datetime = LATER, purpose: str = "special", **different: Any) -> str:
        review = self.review(call, by, purpose, at)
        self.fill(review, by, at, **different)
        self.story.do(lambda uow: feedback.submit(uow, review, None, by=self.reviewers[by], at=at))
        return review

    def out(self, person: str) -> PersonOut:
        return self.story.do(lambda uow: people.person_out(people.person_row(uow, person)))

    def notices(self, person: str) -> list[str]:
        return [str(data["text"]) for data in self.story.sent("notice", person)]


def perfect(**different: Any) -> dict[str, Answer]:
    """The best answer to every item of the house's form, but for those given otherwise."""
    best: dict[str, Any] = {one.code: "yes" if one.kind == "yes_no" else one.most for one in BODY.criteria()}
    return {
        code: Answer(value=different.get(code, value), comment="有" if code in different else "") for code, value in best.items()
    }


@pytest.fixture
def floor(story: Story) -> Floor:
    agents = [story.person(f"a{n}") for n in range(2)]
    reviewers = [story.person("s1", "supervisor"), story.person("i1", "inspector"), story.person("s2", "supervisor")]
    return Floor(story, agents, reviewers)
