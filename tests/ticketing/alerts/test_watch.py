"""Figures held against rules in the database: each crossing is told once, whoever looks, however often, after a restart too."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.settings import load
from config.settings.alerts import Alerts
from tests.ticketing.story import NOON, Story
from ticketing.alerts import ledger, rules
from ticketing.alerts.merging import Reading
from ticketing.alerts.models import AlarmEventRow
from ticketing.alerts.schemas import AlertRuleIn, EscalationStep
from ticketing.alerts.watch import Looking, look
from ticketing.figures.counting import Counting
from ticketing.messages.models import MessageRow
from ticketing.notices import service as notices
from ticketing.people import service as people_service
from ticketing.people.schemas import PersonPatch

LOOKING = Looking(alerts=Alerts(every_s=5.0, fresh_s=20.0), counting=Counting(), interval_s=900)
QUEUE = AlertRuleIn(title="排队过多", kind="queue_waiting", scope="*", threshold=10, clear_at=5, hold_s=10)
TITLES = {"general": "综合话务", "business": "政企专席"}


@pytest.fixture
def boss(story: Story) -> str:
    return story.person("boss", "supervisor")


def make(story: Story, boss: str, rule: AlertRuleIn = QUEUE, **changes) -> str:
    return story.do(rules.create, rule.model_copy(update=changes), by=boss, at=NOON, most=100).id


def see(story: Story, second: float, waiting: Mapping[str, float], node: str = "a", kind: str = "queue_waiting") -> list[str]:
    reading = Reading(node=node, at=NOON + timedelta(seconds=second), figures={kind: waiting}, titles=TITLES)
    return [one.what for one in story.do(look, reading, LOOKING)]


def events(story: Story) -> list[tuple[str, str, float]]:
    page = story.do(ledger.page)
    return [(one.what, one.subject_title, (one.at - NOON).total_seconds()) for one in reversed(page.items)]


def test_each_queue_has_an_alarm_of_its_own_and_its_ledger_tells_how_long(story: Story, boss: str) -> None:
    make(story, boss)
    for second, general, business in ((0, 12, 1), (5, 12, 11), (10, 12, 11), (15, 4, 12)):
        see(story, second, {"general": general, "business": business, "": general + business})
    assert events(story) == [
        ("raised", "综合话务", 10), ("told", "综合话务", 10), ("cleared", "综合话务", 15),
        ("raised", "政企专席", 15), ("told", "政企专席", 15),
    ]  # fmt: skip
    [standing] = story.do(ledger.standing)
    assert standing.text == "政企专席：排队人数 12 人，超过 10 人"
    cleared = next(one for one in story.do(ledger.page).items if one.what == "cleared")
    assert cleared.seconds == 5


def test_nobody_is_alarmed_twice_for_one_crossing_also_after_a_restart(story: Story, boss: str) -> None:
    make(story, boss)
    for second in (0, 5, 10, 15, 20, 600, 605, 610, 700):
        see(story, second, {"general": 12})
    assert [what for what, _, _ in events(story)] == ["raised", "told"]
    assert len(story.sent(notices.NOTICE)) == 1
    assert story.do(notices.unread, people_of(story, boss), NOON + timedelta(hours=1)) == 1


def people_of(story: Story, person: str):
    from ticketing.people import service as people

    return story.do(people.get, person)


def test_two_nodes_have_one_alarm_over_what_they_see_together(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    assert see(story, 0, {"general": 6}, node="a") == []
    assert see(story, 1, {"general": 6}, node="b") == ["raised"], "six here and six there are twelve"
    assert see(story, 5, {"general": 6}, node="a") == []
    assert see(story, 6, {"general": 1}, node="b") == [], "seven is not calm yet"
    assert see(story, 7, {"general": 4}, node="a") == ["cleared"]
    assert [what for what, _, _ in events(story)] == ["raised", "told", "cleared"]


def test_a_node_that_is_down_counts_no_more(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 0, {"general": 8}, node="a")
    assert see(story, 25, {"general": 8}, node="b") == []


def test_nodes_that_look_at_the_same_moment_tell_once(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    failed: list[Exception] = []

    def node(name: str) -> None:
        try:
            for n in range(5):
                see(story, n / 10, {"general": 12}, node=name)
        except Exception as error:
            failed.append(error)

    both = [threading.Thread(target=node, args=(name,)) for name in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not failed
    assert [what for what, _, _ in events(story)] == ["raised", "told"]


def test_the_database_refuses_a_second_event_of_one_crossing(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 0, {"general": 12})

    def again(uow) -> None:
        first = uow.session.scalar(select(AlarmEventRow).where(AlarmEventRow.what == "raised"))
        values = {column.name: getattr(first, column.name) for column in AlarmEventRow.__table__.columns}
        uow.session.add(AlarmEventRow(**values | {"id": "another"}))
        uow.session.flush()

    with pytest.raises(Conflict):
        story.do(again)


def test_in_quiet_hours_alarms_are_written_down_and_told_when_they_are_over(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, quiet_from="11:30", quiet_to="12:10")
    see(story, 0, {"general": 12})
    assert (events(story), story.sent(notices.NOTICE)) == ([("raised", "综合话务", 0)], [])
    for second in (599, 600, 605):
        see(story, second, {"general": 12})
    assert events(story)[1:] == [("told", "综合话务", 600)]
    assert len(story.sent(notices.NOTICE)) == 1


def test_what_is_over_before_the_quiet_hours_is_told_to_nobody(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, quiet_from="22:00", quiet_to="12:30")
    see(story, 0, {"general": 12})
    see(story, 60, {"general": 0})
    assert [what for what, _, _ in events(story)] == ["raised", "cleared"]
    assert story.sent(notices.NOTICE) == []


def test_an_alarm_is_acknowledged_once_and_by_name(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 0, {"general": 12})
    [standing] = story.do(ledger.standing)
    at = NOON + timedelta(seconds=40)
    done = story.do(ledger.acknowledge, standing.id, by=boss, at=at, note="已调人")
    assert (done.acknowledged_by and done.acknowledged_by.name, done.acknowledged_at) == ("名boss", at)
    with pytest.raises(Conflict, match="名boss"):
        story.do(ledger.acknowledge, standing.id, by=boss, at=at)
    newest = story.do(ledger.page).items[0]
    assert (newest.what, newest.seconds, newest.note) == ("acknowledged", 40, "已调人")
    see(story, 60, {"general": 0})
    with pytest.raises(Conflict, match="解除"):
        story.do(ledger.acknowledge, standing.id, by=boss, at=at)
    with pytest.raises(NotFound):
        story.do(ledger.acknowledge, "nothing", by=boss, at=at)


def test_a_new_crossing_asks_for_a_new_acknowledgement(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 0, {"general": 12})
    [standing] = story.do(ledger.standing)
    story.do(ledger.acknowledge, standing.id, by=boss, at=NOON)
    see(story, 5, {"general": 0})
    see(story, 10, {"general": 12})
    [standing] = story.do(ledger.standing)
    assert (standing.crossing, standing.acknowledged_at) == (2, None)
    assert len(story.sent(notices.NOTICE)) == 2


def test_a_session_whose_queue_is_gone_leaves_no_alarm_behind(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 0, {"duty:1": 12})
    assert see(story, 15, {"general": 0}) == [], "it may come back"
    assert see(story, 35, {"general": 0}) == ["cleared"]


def test_a_rule_that_is_switched_off_ends_what_it_raised(story: Story, boss: str) -> None:
    id = make(story, boss, hold_s=0)
    see(story, 0, {"general": 12})
    story.do(rules.change, id, QUEUE.model_copy(update={"on": False}), 1, by=boss, at=NOON)
    assert see(story, 5, {"general": 12}) == ["cleared"]
    assert see(story, 10, {"general": 12}) == []


def test_the_agents_of_the_queue_are_told_where_the_rule_says_so(story: Story, boss: str) -> None:
    from tests.ticketing.story import PASSWORD
    from ticketing.people import service as people

    agent, other = story.person("a1"), story.person("a2", queues=("business",))
    for name in ("a1", "a2"):
        story.do(people.sign_in, name, PASSWORD, NOON)
    make(story, boss, hold_s=0, tell_queue=True)
    see(story, 0, {"general": 12})
    [event] = [one for one in story.events if one["type"] == notices.NOTICE]
    assert agent in event["people"]
    assert other not in event["people"]
    assert event["roles"] == ["supervisor"]


def test_the_last_intervals_service_level_alarms_from_stored_rows(story: Story, boss: str) -> None:
    agent = story.person("a1")
    make(story, boss, AlertRuleIn(title="不达标", kind="service_level", threshold=80, clear_at=85))
    for waited in (5, 40, 50):
        story.ended(story.answered(agent, start=NOON, waited=waited), agent, 200)
    assert see(story, 600, {}) == [], "the interval is not over"
    assert see(story, 901, {}) == ["raised"]
    [standing] = story.do(ledger.standing)
    assert standing.text == "上一时段服务水平 33.3%，低于 80%"
    assert see(story, 1801, {}) == [], "an interval without a call says nothing"
    assert see(story, 901 + 1820, {}) == [], "nor do two"
    assert see(story, 901 + 1821, {}) == ["cleared"], "then what was is no figure of now"


def test_a_change_keeps_who_when_before_and_after(story: Story, boss: str) -> None:
    id = make(story, boss)
    later = NOON + timedelta(minutes=5)
    changed = QUEUE.model_copy(update={"threshold": 20, "roles": ("supervisor", "leader")})
    story.do(rules.change, id, changed, 1, by=boss, at=later)
    story.do(rules.remove, id, by=boss, at=later + timedelta(minutes=1))
    removed, change, created = story.do(rules.history).items
    assert (removed.how, change.how, created.how) == ("removed", "changed", "created")
    assert (change.by and change.by.name, change.at) == ("名boss", later)
    assert change.cells == {"threshold": [10, 20], "roles": [["supervisor"], ["supervisor", "leader"]]}
    assert story.do(rules.listed) == ()


def test_two_who_change_one_rule_do_not_overwrite_each_other(story: Story, boss: str) -> None:
    id = make(story, boss)
    story.do(rules.change, id, QUEUE.model_copy(update={"threshold": 20}), 1, by=boss, at=NOON)
    with pytest.raises(Conflict):
        story.do(rules.change, id, QUEUE.model_copy(update={"threshold": 30}), 1, by=boss, at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [{"clear_at": 11}, {"threshold": -1}, {"quiet_from": "22:00"}, {"kind": "disk_free", "clear_at": 15},
     {"kind": "line_lost", "scope": "", "threshold": 1, "clear_at": 0}],
)  # fmt: skip
def test_a_rule_that_could_never_rest_is_refused(story: Story, boss: str, wrong: dict) -> None:
    with pytest.raises(BadInput):
        make(story, boss, **wrong)


def test_the_number_of_rules_is_bounded(story: Story, boss: str) -> None:
    make(story, boss)
    with pytest.raises(BadInput, match="最多 1 条"):
        story.do(rules.create, QUEUE, by=boss, at=NOON, most=1)


def test_the_citys_usual_rules_are_all_right_and_taken_once(story: Story, boss: str) -> None:
    settings = load().alerts
    taken = story.do(rules.take_usual, settings, by=boss, at=NOON)
    assert len(taken) == len(settings.usual) > 5
    assert len(story.do(rules.take_usual, settings, by=boss, at=NOON)) == len(taken)


def test_the_ledger_comes_in_pages(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    for n in range(3):
        see(story, 10 * n, {"general": 12})
        see(story, 10 * n + 5, {"general": 0})
    first = story.do(ledger.page, limit=5)
    rest = story.do(ledger.page, before=first.next, limit=5)
    count = story.do(lambda uow: uow.session.scalar(select(func.count()).select_from(AlarmEventRow)))
    assert len({one.id for one in (*first.items, *rest.items)}) == count == 9
    assert rest.next is None


STEPS = (
    EscalationStep(after_min=5),
    EscalationStep(after_min=15, roles=("admin",), message=True),
)


def on_call(story: Story, username: str, *roles, mobile: str = "") -> str:
    person = story.person(username, *roles)
    story.do(people_service.change, person, PersonPatch(mobile=mobile))
    return person


def ups(story: Story) -> list[tuple[int, float]]:
    rows = reversed(story.do(ledger.page).items)
    return [(one.step, (one.at - NOON).total_seconds()) for one in rows if one.what == "escalated"]


def sent(story: Story) -> list[tuple[str, str, str]]:
    def rows(uow):
        return [(row.number, row.state, row.text) for row in uow.session.scalars(select(MessageRow).order_by(MessageRow.number))]

    return story.do(rows)


def test_an_alarm_that_nobody_acknowledges_goes_up_step_by_step_each_once(story: Story, boss: str) -> None:
    root, deputy = on_call(story, "root", "admin", mobile="13900000001"), on_call(story, "deputy", "leader", mobile="13900000002")
    on_call(story, "fixed", "admin")
    steps = (STEPS[0], STEPS[1].model_copy(update={"people": (deputy,)}))
    make(story, boss, hold_s=0, escalation=steps)
    for second in (0, 299, 300, 305, 600, 899, 900, 905, 3_600):
        see(story, second, {"general": 12})
    assert ups(story) == [(1, 300), (2, 900)]
    first, second = (one for one in reversed(story.do(ledger.page).items) if one.what == "escalated")
    assert (first.roles, first.people, first.messaged) == ((), (), ())
    assert (second.roles, [one.id for one in second.people]) == (("admin",), [deputy])
    assert [one.name for one in second.messaged] == ["名deputy", "名root"], (
        "who is named comes first; who has no number gets none"
    )
    assert [(number, state) for number, state, _ in sent(story)] == [("13900000001", "queued"), ("13900000002", "queued")]
    assert "综合话务：排队人数 12 人，超过 10 人，15 分钟无人确认" in sent(story)[0][2]
    assert story.do(notices.unread, people_of(story, root), NOON + timedelta(hours=2)) == 1
    [standing] = story.do(ledger.standing)
    assert standing.escalated == 2
    shown = [one["escalated"] for one in story.sent(ledger.ALARM) if one["what"] == "escalated"]
    assert shown == [1, 2]


def test_steps_that_came_due_while_the_house_was_down_are_taken_once_each(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, escalation=STEPS)
    see(story, 0, {"general": 12})
    for second in (7_200, 7_205):
        see(story, second, {"general": 12})
    assert ups(story) == [(1, 7_200), (2, 7_200)]


def test_what_was_acknowledged_goes_nowhere(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, escalation=STEPS)
    see(story, 0, {"general": 12})
    see(story, 300, {"general": 12})
    story.do(ledger.acknowledge, story.do(ledger.standing)[0].id, by=boss, at=NOON + timedelta(seconds=400))
    see(story, 900, {"general": 12})
    assert ups(story) == [(1, 300)]


def test_a_new_crossing_begins_at_the_first_step(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, escalation=STEPS)
    for second, waiting in ((0, 12), (300, 12), (305, 0), (310, 12), (609, 12), (610, 12)):
        see(story, second, {"general": waiting})
    assert ups(story) == [(1, 300), (1, 610)]


def test_nobody_is_called_in_quiet_hours_nor_while_it_comes_back(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, calm_s=600, quiet_from="12:04", quiet_to="12:20", escalation=STEPS[:1])
    see(story, 0, {"general": 12})
    see(story, 310, {"general": 12})
    see(story, 1_190, {"general": 2})
    see(story, 1_205, {"general": 2})
    assert ups(story) == []
    see(story, 1_210, {"general": 12})
    assert ups(story) == [(1, 1_210)]


def test_two_nodes_escalate_once(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, escalation=STEPS)
    see(story, 0, {"general": 12})
    failed: list[Exception] = []

    def node(name: str) -> None:
        try:
            for n in range(4):
                see(story, 300 + n / 10, {"general": 12}, node=name)
        except Exception as error:
            failed.append(error)

    both = [threading.Thread(target=node, args=(name,)) for name in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not failed
    assert [step for step, _ in ups(story)] == [1]


def test_the_database_refuses_a_step_a_second_time(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0, escalation=STEPS[:1])
    for second in (0, 300):
        see(story, second, {"general": 12})

    def again(uow) -> None:
        first = uow.session.scalar(select(AlarmEventRow).where(AlarmEventRow.what == "escalated"))
        values = {column.name: getattr(first, column.name) for column in AlarmEventRow.__table__.columns}
        uow.session.add(AlarmEventRow(**values | {"id": "another"}))
        uow.session.flush()

    with pytest.raises(Conflict):
        story.do(again)


def test_trouble_by_night_is_told_by_night(story: Story, boss: str) -> None:
    on_call(story, "root", "admin", mobile="13900000001")
    make(story, boss, hold_s=0, escalation=(STEPS[1].model_copy(update={"after_min": 1}),))
    night = 11 * 3_600
    for second in (night, night + 60):
        see(story, second, {"general": 12})
    due = story.do(lambda uow: uow.session.scalar(select(MessageRow.next_at)))
    assert due == NOON + timedelta(seconds=night + 60)


@pytest.mark.parametrize(
    "steps",
    [(STEPS[1], STEPS[0]), (STEPS[0], STEPS[0]), (EscalationStep(after_min=1, message=True),)],
)
def test_steps_that_do_not_climb_or_call_nobody_are_refused(story: Story, boss: str, steps: tuple) -> None:
    with pytest.raises(BadInput):
        make(story, boss, escalation=steps)


def test_a_changed_escalation_stands_in_the_history(story: Story, boss: str) -> None:
    id = make(story, boss)
    story.do(rules.change, id, QUEUE.model_copy(update={"escalation": STEPS[:1]}), 1, by=boss, at=NOON)
    assert story.do(rules.history).items[0].cells == {
        "escalation": [[], [{"after_min": 5, "roles": [], "people": [], "message": False}]]
    }


def test_times_are_those_of_the_reading(story: Story, boss: str) -> None:
    make(story, boss, hold_s=0)
    see(story, 3, {"general": 12})
    assert story.do(ledger.standing)[0].raised_at == NOON + timedelta(seconds=3)
    assert isinstance(story.do(ledger.standing)[0].raised_at, datetime)
