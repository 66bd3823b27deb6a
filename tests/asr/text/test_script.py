"""The cheap part, for interims."""

import pytest

from asr.text.script import needless_spaces, plain, simplifications


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("路灯 坏 了", "路灯坏了"),
        ("小區 的 路燈", "小区的路灯"),
        ("加 wifi 密码", "加 wifi 密码"),
        ("가로등 고장", "가로등 고장"),
        ("乾隆 年间", "乾隆年间"),
        ("", ""),
    ],
)
def test_an_interim_has_no_spaces_and_simplified_characters(heard: str, shown: str) -> None:
    assert plain(heard) == shown


def test_simplified_text_is_not_converted() -> None:
    assert simplifications("路灯坏了") == []


def test_spaces_beside_letters_stay() -> None:
    assert needless_spaces("app 上面") == []
