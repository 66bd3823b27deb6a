"""Every playing of a recording is written down: once a playing, by person, call, day and page."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.hearings import service as hearings


def hear(story: Story, call: str, who: str, minutes: float, place: hearings.Place = "calls") -> None:
    story.do(hearings.heard, call, by=who, place=place, at=NOON + timedelta(minutes=minutes))


def told(story: Story, call: str) -> list[tuple[str, str, float, int]]:
    rows = story.do(hearings.of_call, call)
    return [(one.who.id if one.who else "", one.place, (one.last_at - NOON).total_seconds() / 60, one.times) for one in rows]


def test_the_pieces_of_one_playing_are_one_and_a_later_playing_is_another(story: Story) -> None:
    agent, boss = story.person("a1"), story.person("boss", "supervisor")
    call = story.answered(agent)
    for minute in (0, 0.1, 3, 10):
        hear(story, call, boss, minute)
    assert told(story, call) == [(boss, "calls", 10, 1)]
    hear(story, call, boss, 40)
    assert told(story, call) == [(boss, "calls", 40, 2)]


def test_each_person_page_and_day_has_a_row_of_its_own(story: Story) -> None:
    agent, boss, other = story.person("a1"), story.person("boss", "supervisor"), story.person("b2", "supervisor")
    call = story.answered(agent)
    hear(story, call, boss, 0)
    hear(story, call, other, 1)
    hear(story, call, boss, 2, "ticket")
    hear(story, call, boss, 13 * 60)
    assert [(who, place) for who, place, _, _ in told(story, call)] == [
        (boss, "calls"), (boss, "ticket"), (other, "calls"), (boss, "calls"),
    ]  # fmt: skip
    assert told(story, story.answered(agent)) == []
