"""A live event leaves with every field of the protocol, whatever its source left out."""

from agent_console.live.shape import shaped
from agent_console.ports import Audience, DeskEvent

ALL = Audience(roles=frozenset({"agent"}))


def test_what_the_source_left_out_is_filled_in() -> None:
    offer = shaped(DeskEvent(type="offer", data={"call": "c", "caller_number": "154"}, audience=ALL))
    assert offer.data["history_count"] == 0
    assert offer.audience == ALL


def test_an_event_of_another_shape_still_goes_out() -> None:
    odd = DeskEvent(type="partial", data={"call": "c", "text": "路灯"}, audience=ALL)
    assert shaped(odd) is odd


def test_a_type_that_we_do_not_know_is_left_alone() -> None:
    new = DeskEvent(type="weather", data={"rain": True}, audience=ALL)
    assert shaped(new) is new
