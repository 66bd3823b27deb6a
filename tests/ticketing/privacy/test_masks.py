"""Masks hide what must not be seen and leave what is no secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.privacy.masks import mask_name, mask_phone, mask_text, masked_call, ticket_for


@pytest.mark.parametrize(
    ("number", "masked"),
    [("16412345678", "164****5678"), ("+8616412345678", "+86*******5678"), ("87654321", "******21"), ("110", "***"), ("", "")],
)
def test_a_phone_keeps_its_ends(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_text_keeps_a_mobile(number: str) -> None:
    assert number not in mask_text(f"请打{number}找我")
    assert number[3:7] not in mask_phone(number)[3:7]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证110101199001011237没错", "身份证110***********1237没错"),
        ("卡号6222020200112233445", "卡号************3445"),
        ("人民路134号三天", "人民路134号三天"),
        ("2026年3月4日", "2026年3月4日"),
        ("座机025-87654321", "座机025-****321"),
    ],
)
def test_identity_and_card_numbers_go_and_addresses_stay(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(("name", "masked"), [("张三丰", "张**"), ("李女士", "李女士"), ("王", "王"), ("", "")])
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_an_analyst_sees_masks_and_a_handler_the_name_while_the_ticket_is_open(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.do(drafts.edit, call, 1, {"matter": "我的电话16412345678", "caller_name": "张三丰"}, agent, NOON)
    ticket = story.do(drafts.dispatch, call, 2, agent, NOON, unit="S1")
    hidden = ticket_for(ticket, frozenset({"analyst"}))
    assert (hidden.caller_number, hidden.caller_name) == ("164****5678", "张**")
    assert "16412345678" not in hidden.model_dump_json()
    own = ticket_for(ticket, frozenset({"handler"}))
    assert (own.caller_number, own.caller_name) == ("164****5678", "张三丰")
    assert "16412345678" not in own.model_dump_json()
    over = ticket.model_copy(update={"state": "closed"})
    assert ticket_for(over, frozenset({"handler"})).caller_name == "张**"
    assert ticket_for(over, frozenset({"supervisor"})) == over
    assert masked_call(story.do(calls.get, call)).caller_number == "164****5678"


@pytest.mark.parametrize(
    "said", ["拆出20261123-000002", "并入工单 20260304-000117：同一件事", "职责目录 0204010301：谁主管谁负责"]
)
def test_a_tickets_number_and_a_row_of_the_directory_are_nobodys_secret(said: str) -> None:
    assert mask_text(said) == said
    assert mask_text("卡号 6222021234567890") != "卡号 6222021234567890"
