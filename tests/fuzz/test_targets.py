"""Every seed and every crash that was ever found plays without a fault; the fuzzer's own judges can fail."""

import random
from pathlib import Path

import pytest

from tests.fuzz.__main__ import SEEDS, SHARES
from tests.fuzz.conversation import converse, pieces
from tests.fuzz.growth import grow_for, grown
from tests.fuzz.targets import TARGETS, TooSlow, timed

FILES = sorted(file for target in SHARES for file in (SEEDS / target).iterdir())


def test_each_target_has_seeds_and_a_share_of_the_time() -> None:
    assert set(SHARES) == set(TARGETS) == {file.parent.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_a_seed_is_read_or_refused_as_documented(file: Path) -> None:
    timed(TARGETS[file.parent.name], file.read_bytes())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_seed_blown_up_to_the_largest_datagram_takes_no_longer_than_its_size_allows(target: str) -> None:
    dice = random.Random(12345)
    files = [file for file in FILES if file.parent.name == target]
    for _ in range(3):
        timed(TARGETS[target], grown(dice.choice(files).read_bytes(), dice))


def test_an_exception_goes_through() -> None:
    def broken(data: bytes) -> None:
        raise KeyError(data)

    with pytest.raises(KeyError):
        timed(broken, b"a")


def test_what_grows_with_the_square_is_too_slow_and_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.BASE_S", 0.01)
    monkeypatch.setattr("tests.fuzz.targets.PER_BYTE_S", 1e-7)

    def square(data: bytes) -> None:
        sum(1 for _ in range(len(data) ** 2 // 1_000))

    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "one").write_bytes(b"lamp")
    monkeypatch.setitem(TARGETS, "square", square)
    timed(square, b"lamp")
    ((target, kept),) = grow_for(0.01, {"square": [seeds]}, tmp_path / "crashes")
    with pytest.raises(TooSlow):
        timed(TARGETS[target], kept.read_bytes())


def test_a_conversation_is_cut_into_datagrams_and_counts_what_it_hears() -> None:
    sound = b"\x80\x08\0\1\0\0\0\xa0LAMP" + b"\xd5" * 160
    assert list(pieces(b"\x40\0\2abc\0")) == [(0x40, b"ab")]
    assert converse(b"\0" + len(sound).to_bytes(2, "big") + sound).packets_received == 1
    assert converse(b"\x40" + len(sound).to_bytes(2, "big") + sound).packets_received == 0
