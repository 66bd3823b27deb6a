"""A desk makes the house call numbers, colleagues and contacts, and no address of its own choosing."""

import pytest

from agent_console.dialling import dialable
from config.errors import BadInput
from ticketing.directory import Contact

DUTY = Contact(name="值班室", number="sip:duty@10.0.0.8", unit_code=None, quick=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("110", "110"),
        ("025-8888 7777", "02588887777"),
        ("+86 (25) 8888.7777", "+862588887777"),
        ("agent:018f0000-0000-7000-8000-000000000001", "agent:018f0000-0000-7000-8000-000000000001"),
        ("sip:duty@10.0.0.8", "sip:duty@10.0.0.8"),
    ],
)
def test_numbers_are_cleaned_and_known_targets_kept(text: str, number: str) -> None:
    assert dialable(text, [DUTY]) == number


@pytest.mark.parametrize("text", ["", "1", "x110", "sip:evil@203.0.113.9", "agent:../x", "1" * 21, "110;phone-context=x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        dialable(text, [DUTY])
