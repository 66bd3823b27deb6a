"""Platforms: a key opens what it may, a matter comes in once under its number, and every change is told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, TooManyTries
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.intake import service as intake
from ticketing.intake.models import IntakeRow
from ticketing.tickets.moves import locked, move
from ticketing.webhooks import deliveries, matters, platforms, telling
from ticketing.webhooks.models import DeliveryRow, PlatformKeyRow
from ticketing.webhooks.platforms import Caller
from ticketing.webhooks.schemas import KeyIn, MatterIn, PlatformIn, PlatformPatch

LAMP = "桥头小区的路灯坏了三天，请尽快修理。"


@pytest.fixture
def caller(story: Story) -> Caller:
    made = story.do(
        platforms.make, PlatformIn(code="minsheng", name="民生平台", webhook="https://platform.example/hook"), "root", NOON
    )
    key = story.do(platforms.make_key, made.platform.id, KeyIn(name="正式"), "root", NOON).key
    return story.do(platforms.caller_of, key, "matters:write", NOON)


def matter(**more: Any) -> MatterIn:
    return MatterIn.model_validate({"external_id": "MS-1", "text": LAMP, "name": "李先生", "phone": "16412345678"} | more)


def bodies(story: Story) -> list[dict[str, Any]]:
    return story.do(
        lambda uow: [row.body for row in uow.session.scalars(select(DeliveryRow).order_by(DeliveryRow.at, DeliveryRow.id))]
    )


def test_a_key_is_shown_once_and_kept_as_a_digest(story: Story) -> None:
    made = story.do(platforms.make, PlatformIn(code="minsheng", name="民生平台"), "root", NOON)
    key = story.do(platforms.make_key, made.platform.id, KeyIn(name="正式"), "root", NOON)
    (row,) = story.do(lambda uow: list(uow.session.scalars(select(PlatformKeyRow))))
    assert key.key.startswith(row.prefix)
    assert key.key not in (row.digest, row.prefix)
    (shown,) = story.do(platforms.list_platforms)
    assert key.key not in shown.model_dump_json()
    assert made.secret not in shown.model_dump_json()


def test_a_key_that_is_unknown_revoked_of_another_scope_or_too_busy_opens_nothing(story: Story) -> None:
    made = story.do(platforms.make, PlatformIn(code="minsheng", name="民生平台"), "root", NOON).platform
    reading = story.do(platforms.make_key, made.id, KeyIn(name="只读", scopes=("matters:read",), per_minute=2), "root", NOON)
    with pytest.raises(NotSignedIn):
        story.do(platforms.caller_of, "hk_wrong", "matters:read", NOON)
    with pytest.raises(NotAllowed):
        story.do(platforms.caller_of, reading.key, "matters:write", NOON)
    for _ in range(2):
        story.do(platforms.caller_of, reading.key, "matters:read", NOON)
    with pytest.raises(TooManyTries):
        story.do(platforms.caller_of, reading.key, "matters:read", NOON)
    story.do(platforms.caller_of, reading.key, "matters:read", NOON + timedelta(minutes=1))
    story.do(platforms.revoke, reading.made.id, "root", NOON)
    with pytest.raises(NotSignedIn):
        story.do(platforms.caller_of, reading.key, "matters:read", NOON + timedelta(minutes=2))


def test_a_platform_that_is_off_opens_nothing_and_its_address_must_lie_outside(story: Story) -> None:
    made = story.do(platforms.make, PlatformIn(code="minsheng", name="民生平台"), "root", NOON).platform
    key = story.do(platforms.make_key, made.id, KeyIn(name="正式"), "root", NOON).key
    with pytest.raises(BadInput):
        story.do(platforms.change, made.id, PlatformPatch(webhook="http://127.0.0.1:8000/"))
    story.do(platforms.change, made.id, PlatformPatch(active=False))
    with pytest.raises(NotSignedIn):
        story.do(platforms.caller_of, key, "matters:write", NOON)


def test_the_same_matter_sent_again_is_the_same_and_another_under_its_number_is_refused(story: Story, caller: Caller) -> None:
    first = story.do(matters.hand_in, caller, matter(), NOON)
    again = story.do(matters.hand_in, caller, matter(), NOON + timedelta(hours=1))
    assert (first.made, again.made, again.matter) == (True, False, first.matter)
    with pytest.raises(Conflict, match="诉求内容、电话"):
        story.do(matters.hand_in, caller, matter(text="另一件事情", phone="16400000000"), NOON)
    assert story.do(matters.read, caller, "MS-1").tracking == first.matter.tracking
    with pytest.raises(NotFound):
        story.do(matters.read, caller, "MS-2")


def test_sent_by_many_at_once_it_is_one_matter_with_one_answer(story: Story, caller: Caller) -> None:
    together = Barrier(6)

    def send(_n: int) -> matters.Handed:
        together.wait(10)
        return story.do(matters.hand_in, caller, matter(), NOON)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert sorted(answer.made for answer in answers) == [False] * 5 + [True]
    assert len({answer.matter.model_dump_json() for answer in answers}) == 1
    assert story.do(lambda uow: uow.session.query(IntakeRow).count()) == 1


def test_two_platforms_may_use_the_same_number(story: Story, caller: Caller) -> None:
    other = Caller(platform="x", code="other", channel="platform")
    story.do(matters.hand_in, caller, matter(), NOON)
    assert story.do(matters.hand_in, other, matter(text="另一件事情"), NOON).made


def test_a_matter_of_the_polices_own_system_is_a_transfer_from_110(story: Story) -> None:
    police = Caller(platform="x", code="ga110", channel="110")
    story.do(matters.hand_in, police, matter(external_id="110-77"), NOON)
    (found,) = story.do(intake.list_intakes, NOON, channel="110").items
    assert (found.external_id, story.do(intake.get, found.id, NOON).facts.first) == ("110-77", "police")


def test_every_change_is_told_once_whoever_looks(story: Story, caller: Caller) -> None:
    clerk = story.person("a1")
    story.do(matters.hand_in, caller, matter(), NOON)
    (found,) = story.do(intake.list_intakes, NOON, channel="platform").items
    story.do(intake.accept, found.id, clerk, NOON)
    ticket = story.do(drafts.dispatch, found.id, None, clerk, NOON + timedelta(seconds=1))
    story.do(telling.look_through, NOON + timedelta(seconds=2))
    story.do(telling.look_through, NOON + timedelta(seconds=3))
    told = bodies(story)
    assert [one["state"] for one in told] == ["accepted", "dispatched", "dispatched"]
    assert told[-1]["ticket"]["number"] == ticket.number
    story.do(lambda uow: move(uow, locked(uow, ticket.id), "sign", by=clerk, at=NOON))
    together = Barrier(3)

    def look(_n: int) -> int:
        together.wait(10)
        return story.do(telling.look_through, NOON + timedelta(seconds=4))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(look, range(3))) == 1
    assert [one["ticket"]["state"] for one in bodies(story)[-1:]] == ["signed"]


def test_a_platform_without_an_address_is_not_told(story: Story) -> None:
    made = story.do(platforms.make, PlatformIn(code="quiet", name="静"), "root", NOON).platform
    story.do(matters.hand_in, Caller(platform=made.id, code="quiet", channel="platform"), matter(), NOON)
    (found,) = story.do(intake.list_intakes, NOON, channel="platform").items
    story.do(intake.accept, found.id, story.person("a1"), NOON)
    assert bodies(story) == []


def test_a_message_is_one_senders_is_tried_again_later_and_shown_dead_at_the_end(story: Story, caller: Caller) -> None:
    story.do(matters.hand_in, caller, matter(), NOON)
    (found,) = story.do(intake.list_intakes, NOON, channel="platform").items
    story.do(intake.accept, found.id, story.person("a1"), NOON)
    at, waits = NOON, []
    for _ in range(story.database.law.webhooks.tries):
        (message,) = story.do(deliveries.take_due, at)
        assert story.do(deliveries.take_due, at) == []
        story.do(deliveries.note, message.id, 503, "busy", at)
        (shown,) = story.do(deliveries.page, platform=None, state=None, before=None, limit=5).items
        waits.append((shown.next_at - at).total_seconds())
        at = max(at, shown.next_at)
    assert waits[:3] == [30, 60, 120]
    assert (shown.state, shown.last_status, shown.last_error) == ("dead", 503, "busy")
    assert story.do(platforms.list_platforms)[0].dead == 1
    story.do(deliveries.send_again, shown.id, at)
    (message,) = story.do(deliveries.take_due, at)
    story.do(deliveries.note, message.id, 204, "", at)
    assert story.do(deliveries.page, platform=None, state="delivered", before=None, limit=5).items[0].id == shown.id


def test_two_senders_never_take_the_same_message(story: Story, caller: Caller) -> None:
    clerk = story.person("a1")
    for n in range(5):
        story.do(matters.hand_in, caller, matter(external_id=f"MS-{n}"), NOON)
    for one in story.do(intake.list_intakes, NOON, channel="platform").items:
        story.do(intake.accept, one.id, clerk, NOON)
    together = Barrier(3)

    def take(_n: int) -> list[str]:
        together.wait(10)
        return [message.id for message in story.do(deliveries.take_due, NOON)]

    with ThreadPoolExecutor(3) as pool:
        taken = [id for ids in pool.map(take, range(3)) for id in ids]
    assert len(taken) == len(set(taken)) == 5
