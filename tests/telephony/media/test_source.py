"""Symmetric RTP: who is heard, and where our packets go."""

from telephony.media.source import PROBATION, SourceLock

SDP = ("192.0.2.1", 4_000)
NAT = ("198.51.100.7", 61_000)
STRANGER = ("203.0.113.9", 5_000)


def test_the_announced_source_is_heard_at_once_and_locked() -> None:
    lock = SourceLock(SDP)
    assert lock.admits(SDP)
    assert not lock.admits(STRANGER)
    assert lock.target == SDP


def test_a_source_behind_nat_is_learnt_after_its_probation() -> None:
    lock = SourceLock(SDP)
    assert [lock.admits(NAT) for _ in range(PROBATION)] == [False] * (PROBATION - 1) + [True]
    assert lock.target == NAT
    assert not any(lock.admits(STRANGER) for _ in range(10))


def test_a_stranger_who_speaks_first_gives_way_to_the_announced_source_and_does_not_come_back() -> None:
    lock = SourceLock(SDP)
    for _ in range(PROBATION):
        lock.admits(STRANGER)
    assert lock.target == STRANGER
    assert [lock.admits(SDP) for _ in range(PROBATION)] == [False] * (PROBATION - 1) + [True]
    assert lock.target == SDP
    assert not any(lock.admits(STRANGER) for _ in range(10))


def test_strangers_in_turn_never_get_in() -> None:
    lock = SourceLock(SDP)
    assert not any(lock.admits(source) for source in (NAT, STRANGER) * 10)
    assert lock.target == SDP


def test_a_new_offer_learns_again_and_knows_the_old_source_still() -> None:
    lock = SourceLock(SDP)
    for _ in range(PROBATION):
        lock.admits(NAT)
    lock.relearn(("192.0.2.1", 4_002))
    assert lock.target == ("192.0.2.1", 4_002)
    assert not lock.admits(STRANGER)
    assert lock.admits(NAT)


def test_packets_still_on_the_way_from_the_old_address_do_not_shut_out_the_new_one():
    old, new, stranger = ("127.0.0.1", 4000), ("127.0.0.2", 5000), ("127.0.0.3", 6000)
    lock = SourceLock(old)
    assert lock.admits(old)
    lock.relearn(new)
    assert lock.admits(old), "the peer moves only after our answer"
    assert not lock.admits(stranger)
    assert lock.admits(new)
    assert lock.target == new
    assert not lock.admits(old), "and does not come back"


def test_a_peer_behind_nat_is_learnt_again_after_a_new_offer_and_then_locked() -> None:
    lock = SourceLock(SDP)
    for _ in range(PROBATION):
        lock.admits(NAT)
    lock.relearn(("192.0.2.1", 4_002))
    assert lock.admits(NAT), "its last packets from before"
    moved = ("198.51.100.7", 61_002)
    assert [lock.admits(moved) for _ in range(PROBATION)] == [False] * (PROBATION - 1) + [True]
    assert lock.target == moved
    assert not lock.admits(NAT)
    assert not any(lock.admits(STRANGER) for _ in range(10))


def test_a_held_peer_behind_nat_is_sent_to_where_it_really_is() -> None:
    lock = SourceLock(SDP)
    for _ in range(PROBATION):
        lock.admits(NAT)
    lock.relearn(SDP)
    assert lock.target == NAT, "it sends nothing now, and must hear the music"


def test_a_peer_that_stays_where_it_was_is_locked_there_after_a_while() -> None:
    lock = SourceLock(SDP)
    lock.admits(SDP)
    lock.relearn(("192.0.2.1", 4_002))
    for _ in range(200):
        assert lock.admits(SDP)
    assert not lock.moving
    assert not any(lock.admits(STRANGER) for _ in range(10))
