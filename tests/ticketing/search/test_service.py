"""The search box on both databases: number, phone, words; newest first, page by page, and never a ticket without the words."""

from datetime import timedelta
from typing import Any

import pytest

from config.errors import BadInput
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.test_tickets import dispatched
from ticketing.drafts import service as drafts
from ticketing.search import service as search
from ticketing.search.index import index
from ticketing.tickets import service as tickets
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

FIELDS: dict[str, Any] = {
    "caller_name": "", "callback_number": "", "type": None, "place": None, "title": "", "summary": "", "matter": "", "wish": "",
    "urgent": [], "level": 7, "caller_number": "16400000001", "category_code": None, "category_name": None,
}  # fmt: skip


def made(story: Story, minute: int = 0, **fields: Any) -> str:
    def make(uow: UnitOfWork) -> str:
        new = tickets.NewTicket(call_id=None, fields=FIELDS | fields)
        return tickets.accept(uow, new, by="system", at=NOON + timedelta(minutes=minute)).id

    return story.do(make)


def found(story: Story, q: str, **more: Any) -> list[str]:
    rows, _ = story.do(search.find, q, **more)
    return [row.id for row in rows]


@pytest.mark.parametrize("q", ["半夜施工", "施工", "工", "桥头小区", "ＡＢ12", "半夜 12号", "噪音太"])
def test_a_piece_of_title_matter_or_place_finds_the_ticket(story: Story, q: str) -> None:
    wanted = made(story, title="半夜施工", matter="工地噪音太大", place={"text": "桥头小区AB12号楼"})
    made(story, title="路灯不亮", matter="夜里看不见")
    assert found(story, q) == [wanted]


def test_a_word_whose_parts_stood_in_the_text_before_is_found_too(story: Story) -> None:
    wanted = made(story, matter="处理过一次，尽快再来，希望尽快处理")
    assert found(story, "希望尽快处理") == [wanted]


def test_characters_that_lie_apart_are_no_word(story: Story) -> None:
    made(story, matter="半夜有人，夜施很吵，施工不停")
    assert found(story, "半夜施工") == []


def test_the_newest_comes_first_and_pages_join_without_a_gap(story: Story) -> None:
    ids = [made(story, minute, matter=f"第{minute}次噪音扰民") for minute in range(7)]
    seen: list[str] = []
    before: str | None = None
    for _ in range(4):
        rows, before = story.do(search.find, "噪音扰民", before=before, limit=2)
        seen += [row.id for row in rows]
    assert seen == ids[::-1]
    assert before is None


def test_a_phone_finds_callers_numbers_to_call_back_and_further_callers(story: Story) -> None:
    own = made(story, 1, caller_number="16412345678")
    back = made(story, 2, callback_number="16412345678")
    agent = story.person("a1")
    further = dispatched(story, agent, NOON + timedelta(minutes=3)).id
    story.do(drafts.join, story.answered(agent, "16412345678", start=NOON + timedelta(minutes=4)), None, further, agent, NOON)
    assert found(story, "164 1234 5678") == [further, back, own]
    assert found(story, "1641234") == [further, back, own]
    assert found(story, "16499999999") == []


def test_who_sees_callers_masked_cannot_guess_at_numbers(story: Story) -> None:
    open_matter = made(story, caller_number="16412345678", type="complaint")
    made(story, 1, callback_number="16412345678", type="report")
    assert found(story, "1641234567", knows_callers=False) == []
    assert found(story, "16412345678", knows_callers=False) == [open_matter]


def test_who_sees_callers_masked_cannot_guess_at_names(story: Story) -> None:
    wanted = made(story, caller_name="欧阳明月", matter="噪音扰民")
    assert found(story, "欧阳明月") == [wanted]
    assert found(story, "欧阳明月", knows_callers=False) == []
    assert found(story, "噪音", knows_callers=False) == [wanted]


def test_a_tickets_number_or_its_beginning_finds_it(story: Story) -> None:
    first, second = made(story), made(story, 1)
    assert found(story, "20260304-000001") == [first]
    assert found(story, "20260304000002") == [second]
    assert found(story, "20260304") == [second, first]


def test_filters_hold_for_every_way(story: Story) -> None:
    one = made(story, matter="噪音扰民", place={"text": "甲", "street_code": "S1"})
    made(story, 1, matter="噪音扰民", place={"text": "乙", "street_code": "S2"})
    here = [TicketRow.street_code == "S1"]
    assert found(story, "噪音", filters=here) == [one]
    assert found(story, "16400000001", filters=here) == [one]


def test_a_ticket_that_says_something_else_now_is_found_by_that(story: Story) -> None:
    ticket = made(story, matter="噪音扰民")

    def change(uow: UnitOfWork) -> None:
        row = uow.session.get_one(TicketRow, ticket)
        row.matter = "路灯不亮"
        index(uow, row)

    story.do(change)
    assert found(story, "噪音") == []
    assert found(story, "路灯") == [ticket]


@pytest.mark.parametrize("q", ["", " ", "。，", "'", '"', "' OR 1=1 --", "\\", "*", "NOT"])
def test_a_question_without_words_or_with_signs_is_harmless(story: Story, q: str) -> None:
    made(story, matter="噪音扰民")
    assert found(story, q) == []


def test_a_place_in_the_list_that_is_none_is_refused(story: Story) -> None:
    with pytest.raises(BadInput):
        story.do(search.find, "噪音", before="abc")
