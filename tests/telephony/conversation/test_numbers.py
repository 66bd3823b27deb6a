import pytest

from config.errors import Conflict
from telephony.conversation import numbers


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("110", "110"),
        ("025-8888 1234", "02588881234"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("*21#", "*21#"),
        ("sip:110@10.0.0.9:5070", "sip:110@10.0.0.9:5070"),
        ("agent:li", "agent:li"),
    ],
)
def test_a_number_is_dialled_without_what_people_write_between_the_digits(written: str, dialled: str) -> None:
    assert numbers.dialled(written) == dialled


@pytest.mark.parametrize(
    "written", ["", "1", "abc", "agent:", "sip:nobody", "sip:a@b c", "9" * 40, "sip:x\r\nVia@h", "110;phone", "sip:<a>@b"]
)
def test_what_nobody_can_dial_is_refused_in_words(written: str) -> None:
    with pytest.raises(Conflict):
        numbers.dialled(written)


def test_a_colleague_is_named_by_the_agents_id() -> None:
    assert numbers.colleague("agent:li") == "li"
    assert numbers.colleague("110") is None


@pytest.mark.parametrize("digits", ["", "12x", "1 2", "1" * 33])
def test_only_keys_of_a_telephone_can_be_pressed(digits: str) -> None:
    assert numbers.keys("0123456789*#AD") == "0123456789*#AD"
    with pytest.raises(Conflict):
        numbers.keys(digits)
