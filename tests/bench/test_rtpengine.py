import pytest

from bench.telephony.rtpengine import Value, decode, encode, offer_of, port_of


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (42, b"i42e"),
        ("ping", b"4:ping"),
        (["a", 1], b"l1:ai1ee"),
        ({"command": "ping", "a": 1}, b"d1:ai1e7:command4:pinge"),
        ("路", b"3:\xe8\xb7\xaf"),
    ],
)
def test_values_are_written_as_bencode(value: Value, wire: bytes) -> None:
    assert encode(value) == wire


def test_an_answer_is_read_with_its_lists_and_dictionaries() -> None:
    assert decode(b"d6:result2:ok4:tagsl1:a1:bee") == {"result": b"ok", "tags": [b"a", b"b"]}


def test_what_stands_behind_an_answer_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than one"):
        decode(b"i1ei2e")


def test_the_port_of_a_session_is_found() -> None:
    assert port_of(offer_of(40_002).encode()) == 40_002
