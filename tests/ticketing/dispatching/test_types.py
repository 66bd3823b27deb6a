"""What a type decides: a reporter is not named to the unit, and a setting may send a type to one unit."""

import pytest

from config.errors import NotAllowed
from config.settings.dispatching import Dispatching
from tests.ticketing.dispatching.desk import Desk
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.privacy.masks import ticket_for
from ticketing.privacy.reveals import phones

HANDLER = frozenset({"handler"})


def test_a_reporter_is_not_named_to_the_unit(desk: Desk) -> None:
    report, complaint = desk.accepted(type="report"), desk.accepted()
    for ticket in (report, complaint):
        desk.send(ticket, "Q-CG")
    hidden, shown = (ticket_for(desk.see(ticket), HANDLER) for ticket in (report, complaint))
    assert (hidden.caller_name, hidden.caller_number, hidden.callback_number) == ("", "", "")
    assert shown.caller_name == "市民2"
    assert ticket_for(desk.see(report), frozenset({"agent"})).caller_name == "市民1"


def test_a_unit_does_not_look_a_reporters_number_up(desk: Desk) -> None:
    ticket = desk.accepted(type="report")
    desk.send(ticket, "Q-CG")
    with pytest.raises(NotAllowed, match="保密"):
        desk.story.do(phones, ticket, "联系", actor=desk.handler("Q-CG"), at=NOON)


def test_a_setting_sends_a_type_to_one_unit_unless_a_person_chose_another(story: Story) -> None:
    agent = story.person("a1")
    law = story.database.law
    story.database.law = law.model_copy(update={"dispatching": Dispatching(type_units={"fault": "Q-HB"})})
    said = {"matter": "路灯坏了", "category": "0101010101", "type": "fault"}
    sent = []
    for more in ({}, {"unit": "S1"}):
        call = story.answered(agent)
        draft = story.do(drafts.edit, call, 1, said | more, agent, NOON)
        ticket = story.do(drafts.dispatch, call, draft.version, agent, NOON)
        sent.append(ticket.unit.code if ticket.unit else None)
    assert sent == ["Q-HB", "S1"]
