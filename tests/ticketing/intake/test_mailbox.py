"""The public mailbox: nobody floods it, nobody guesses an answer, and the citizen is told who handles it and by when."""

from datetime import timedelta
from typing import Any

import pytest

from config.errors import BadInput, Conflict, NotFound, TooManyTries
from tests.ticketing.story import NOON, Story
from ticketing.attachments import service as attachments
from ticketing.attachments.store import Stored
from ticketing.drafts import service as drafts
from ticketing.intake import mailbox
from ticketing.intake import service as intake
from ticketing.intake.schemas import CitizenSupplement, LookUp, MailboxIn, MailboxTaken, Tracked
from ticketing.intake.tracking import ALPHABET, as_written, new_tracking
from ticketing.tickets import pauses
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked, move
from ticketing.uow import UnitOfWork

HOUR = timedelta(hours=1)


def form(**more: Any) -> MailboxIn:
    given = {"type": "complaint", "name": "王小明", "phone": "16412345678", "text": "桥头小区路灯坏了三天没人修。"}
    return MailboxIn.model_validate(given | more)


def sent(story: Story, address: str = "10.0.0.1", **more: Any) -> MailboxTaken:
    return story.do(mailbox.submit, form(**more), address, NOON)


def seen(story: Story, taken: MailboxTaken, digits: str = "5678", address: str = "10.0.0.1", at: Any = NOON) -> Tracked:
    return story.do(mailbox.look_up, LookUp(tracking=taken.tracking, digits=digits), address, at)


def intake_of(story: Story, taken: MailboxTaken) -> str:
    listed = story.do(intake.list_intakes, NOON, channel="mailbox", limit=50).items
    return next(one.id for one in listed if one.tracking == taken.tracking)


def test_the_form_becomes_an_intake_with_a_draft_and_is_due_within_the_hour(story: Story) -> None:
    taken = sent(story, scanned="S1")
    assert taken.accept_due == NOON + HOUR
    found = story.do(intake.get, intake_of(story, taken), NOON)
    assert (found.source, found.source_name, found.draft.type) == ("S1", "桥头街道办事处", "complaint")
    assert found.draft.caller_name == "王小明"
    assert found.draft.category is not None


def test_the_citizen_is_told_who_handles_it_and_by_when_and_reads_the_answer_when_it_is_done(story: Story) -> None:
    clerk = story.person("a1")
    taken = sent(story)
    first = seen(story, taken)
    assert (first.stage, first.accept_due, first.unit) == ("received", NOON + HOUR, "12345热线")
    intake_id = intake_of(story, taken)
    story.do(intake.accept, intake_id, clerk, NOON)
    assert seen(story, taken).stage == "accepted"
    ticket = story.do(drafts.dispatch, intake_id, None, clerk, NOON)
    now = seen(story, taken)
    assert (now.stage, now.unit, now.deadline) == ("dispatched", ticket.unit and ticket.unit.name, ticket.deadline)
    assert now.answer == ""
    assert [one.what for one in now.steps] == ["accept", "dispatch"]


def test_answered_on_the_spot_the_answer_stands_there(story: Story) -> None:
    clerk = story.person("a1")
    taken = sent(story)
    story.do(intake.accept, intake_of(story, taken), clerk, NOON)
    story.do(drafts.answer, intake_of(story, taken), None, "路灯所今晚抢修。", clerk, NOON)
    now = seen(story, taken)
    assert (now.stage, now.answer) == ("done", "路灯所今晚抢修。")


def test_clerks_notes_are_not_for_the_page(story: Story) -> None:
    clerk = story.person("a1")
    taken = sent(story)
    story.do(intake.accept, intake_of(story, taken), clerk, NOON)
    story.do(intake.coordinate, intake_of(story, taken), "内部备注", clerk, NOON)
    assert "内部备注" not in seen(story, taken).model_dump_json()


def test_asked_for_more_the_citizen_answers_on_the_page_and_else_may_not(story: Story) -> None:
    clerk = story.person("a1")
    taken = sent(story, text="小区里有个问题，麻烦处理一下。")
    more = CitizenSupplement(tracking=taken.tracking, digits="5678", text="桥头小区的路灯不亮。")
    with pytest.raises(Conflict, match="不需要补充"):
        story.do(mailbox.supplement, more, "10.0.0.1", NOON)
    story.do(intake.accept, intake_of(story, taken), clerk, NOON)
    story.do(intake.ask, intake_of(story, taken), "请说明地点和情况", clerk, NOON)
    assert (seen(story, taken).stage, seen(story, taken).asked) == ("asked", "请说明地点和情况")
    now = story.do(mailbox.supplement, more, "10.0.0.1", NOON)
    assert (now.stage, now.asked) == ("accepted", "")
    found = story.do(intake.get, intake_of(story, taken), NOON)
    assert "桥头小区的路灯不亮" in found.text
    assert found.draft.category is not None


def _in_hand(uow: UnitOfWork, ticket_id: str, by: str) -> None:
    for command in ("sign", "start_handling"):
        move(uow, locked(uow, ticket_id), command, by=by, at=NOON)


def test_asked_by_the_handling_unit_the_answer_goes_to_the_ticket(story: Story) -> None:
    clerk = story.person("a1")
    taken = sent(story)
    story.do(intake.accept, intake_of(story, taken), clerk, NOON)
    ticket = story.do(drafts.dispatch, intake_of(story, taken), None, clerk, NOON)
    hotline = Actor(id=clerk, roles=frozenset({"supervisor"}))
    story.do(_in_hand, ticket.id, clerk)
    story.do(lambda uow: pauses.ask_supplement(uow, ticket.id, question="几号楼？", actor=hotline, version=None, at=NOON).id)
    assert (seen(story, taken).stage, seen(story, taken).asked) == ("asked", "几号楼？")
    more = CitizenSupplement(tracking=taken.tracking, digits="5678", text="三号楼。")
    now = story.do(mailbox.supplement, more, "10.0.0.1", NOON + HOUR)
    assert now.stage == "handling"


def test_wrong_digits_lock_the_number_for_a_while_and_say_not_which_was_wrong(story: Story) -> None:
    taken = sent(story)
    said = set()
    for n in range(5):
        with pytest.raises(NotFound) as caught:
            seen(story, taken, "0000", address=f"10.0.1.{n}")
        said.add(caught.value.what)
    with pytest.raises(NotFound) as unknown:
        story.do(mailbox.look_up, LookUp(tracking="2222-2222-2222", digits="0000"), "10.0.2.1", NOON)
    assert said == {unknown.value.what}
    with pytest.raises(TooManyTries) as locked:
        seen(story, taken)
    assert locked.value.retry_after_s > 0  # type: ignore[attr-defined]
    assert seen(story, taken, at=NOON + timedelta(minutes=15)).stage == "received"


def test_an_address_that_guesses_numbers_is_locked_but_not_the_street_that_shares_it_with_a_few_mistakes(story: Story) -> None:
    taken = sent(story)
    for n in range(50):
        assert n > 10 or seen(story, taken, address="10.0.0.9").stage == "received"
        with pytest.raises(NotFound):
            story.do(mailbox.look_up, LookUp(tracking=new_tracking(), digits="0000"), "10.0.0.9", NOON)
    with pytest.raises(TooManyTries):
        seen(story, taken, address="10.0.0.9")


def test_an_address_and_a_phone_may_send_only_so_many(story: Story) -> None:
    for n in range(10):
        sent(story, address=f"10.0.3.{n}")
    with pytest.raises(TooManyTries):
        sent(story, address="10.0.3.99")
    for n in range(20):
        sent(story, phone=f"164000000{n:02d}")
    with pytest.raises(TooManyTries):
        sent(story, phone="16499999999")
    sent(story, phone="16499999998", address="10.0.0.2")


def test_a_form_that_a_program_filled_in_is_refused_aloud_and_nothing_is_kept(story: Story) -> None:
    with pytest.raises(BadInput, match="未提交"):
        sent(story, website="http://spam.example")
    assert story.do(intake.list_intakes, NOON, channel="mailbox").items == ()


def test_a_file_belongs_to_the_form_that_claims_it_and_to_no_other(story: Story) -> None:
    stored = Stored(digest="ab" * 32, kind="jpeg", size=10)
    upload = story.do(attachments.take, stored, "路灯.jpg", scanned="unscanned", by="citizen", at=NOON)
    taken = sent(story, uploads=(upload.id,))
    assert [one.name for one in story.do(intake.get, intake_of(story, taken), NOON).files] == ["路灯.jpg"]
    with pytest.raises(BadInput, match="过期"):
        sent(story, uploads=(upload.id,))
    late = story.do(attachments.take, stored, "路灯.jpg", scanned="unscanned", by="citizen", at=NOON - timedelta(days=1))
    with pytest.raises(BadInput, match="过期"):
        sent(story, uploads=(late.id,))
    with pytest.raises(BadInput, match="最多9个"):
        sent(story, uploads=tuple(str(n) for n in range(10)))


def test_a_tracking_number_is_found_however_it_was_typed() -> None:
    number = new_tracking()
    assert len(number) == 14
    assert set(number) <= {*ALPHABET, "-"}
    assert as_written(f" {number.lower().replace('-', ' ')} ") == as_written(number.replace("-", "－")) == number
