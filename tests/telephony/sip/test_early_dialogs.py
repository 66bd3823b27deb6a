"""Early dialogs as values: one for each To tag, a bounded number, reliable responses in order (RFC 3262 §4)."""

from dataclasses import replace

import pytest

from telephony.sip.early_dialogs import MAX_FORKS, EarlyDialogs, sequence_of
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import normalise
from tests.telephony.sip.scripts import Script


def invite() -> Message:
    message = normalise(Script(5062).invite().encode())
    assert isinstance(message, Message)
    return message


INVITE = invite()


def progress(tag: str, *headers: tuple[str, str]) -> Message:
    return reply(INVITE, 183, tag=tag, headers=(("Contact", f"<sip:{tag}@127.0.0.3>"), *headers))


def test_each_tag_is_a_dialog_of_its_own_and_their_number_is_bounded() -> None:
    dialogs = EarlyDialogs()
    one = dialogs.of(INVITE, progress("a"))
    assert one
    assert dialogs.of(INVITE, progress("a")) is one
    assert one.dialog.target == "sip:a@127.0.0.3"
    assert dialogs.of(INVITE, reply(INVITE, 180)) is None
    made = [dialogs.of(INVITE, progress(f"t{n}")) for n in range(2 * MAX_FORKS)]
    assert sum(one is not None for one in made) == MAX_FORKS - 1


@pytest.mark.parametrize(
    ("headers", "number"),
    [((("Require", "100rel"), ("RSeq", "7")), 7), ((("RSeq", "7"),), None), ((("Require", "100rel"),), None),
     ((("Require", "100rel"), ("RSeq", "x")), None), ((("Require", "100rel"), ("RSeq", "0")), None)],
)  # fmt: skip
def test_only_a_number_with_its_option_is_reliable(headers: tuple[tuple[str, str], ...], number: int | None) -> None:
    assert sequence_of(progress("a", *headers)) == number


def test_reliable_responses_are_taken_in_their_order_and_once() -> None:
    dialogs = EarlyDialogs()
    one = dialogs.of(INVITE, progress("a"))
    assert one
    assert [dialogs.in_order(one, number) for number in (5, 5, 7, 6, 7, 3)] == [True, False, False, True, True, False]


def test_a_confirmed_dialog_takes_the_route_of_the_2xx_and_counts_on() -> None:
    dialogs = EarlyDialogs()
    early = dialogs.of(INVITE, progress("a"))
    assert early
    early.dialog = replace(early.dialog, local_cseq=9)
    ok = reply(INVITE, 200, tag="a", headers=(("Record-Route", "<sip:127.0.0.8;lr>"), ("Contact", "<sip:new@127.0.0.4>")))
    dialog, found = dialogs.confirmed(INVITE, ok)
    assert found is early
    assert (dialog.local_cseq, dialog.target, dialog.route_set) == (9, "sip:new@127.0.0.4", ("<sip:127.0.0.8;lr>",))
    assert dialogs.confirmed(INVITE, reply(INVITE, 200, tag="b"))[1] is None
