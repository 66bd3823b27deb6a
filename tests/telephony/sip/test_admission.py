"""Who may send, and how many calls are taken."""

from ipaddress import IPv4Network

from telephony.sip.admission import Peer, Policy, Refusal

TRUNK, ANY = Peer("trunk", "127.0.0.2", 5060), Peer("any", "127.0.0.3")
POLICY = Policy(peers=(TRUNK, ANY), max_calls=2, retry_after_s=9)


def test_a_peer_is_known_by_its_address() -> None:
    assert POLICY.admit(("127.0.0.2", 5060), live=0) == TRUNK
    assert POLICY.admit(("127.0.0.3", 41234), live=0) == ANY


def test_strangers_and_wrong_ports_are_forbidden() -> None:
    assert POLICY.admit(("127.0.0.2", 5061), live=0) == Refusal(403)
    assert POLICY.admit(("127.0.0.9", 5060), live=0) == Refusal(403)


def test_a_full_or_leaving_house_says_when_to_come_again() -> None:
    later = Refusal(503, (("Retry-After", "9"),))
    assert POLICY.admit(("127.0.0.3", 5060), live=2) == later
    assert POLICY.admit(("127.0.0.3", 5060), live=0, stopping=True) == later
    assert POLICY.admit(("127.0.0.9", 5060), live=2) == Refusal(403)


def test_the_exact_port_is_named_before_any_port() -> None:
    both = Policy(peers=(Peer("any", "127.0.0.2"), TRUNK), max_calls=1, retry_after_s=1)
    assert both.peer(("127.0.0.2", 5060)) == TRUNK
    assert both.peer(("127.0.0.2", 5061)) == Peer("any", "127.0.0.2")


def test_a_network_belongs_to_its_trunk_and_the_most_exact_peer_is_named() -> None:
    wide = Peer("carrier", "10.20.0.1", 5060, networks=(IPv4Network("10.20.0.0/16"),))
    near = Peer("second", "10.20.9.1", networks=(IPv4Network("10.20.9.0/24"), IPv4Network("10.30.0.7")))
    policy = Policy(peers=(wide, near), max_calls=2, retry_after_s=9)
    assert policy.peer(("10.20.3.4", 50000)) == wide
    assert policy.peer(("10.20.9.8", 50000)) == near
    assert policy.peer(("10.30.0.7", 5060)) == near
    assert policy.peer(("10.20.0.1", 5060)) == wide
    assert policy.peer(("10.30.0.8", 5060)) is None
    assert policy.peer(("no address", 5060)) is None


def test_a_trunk_has_a_bound_of_its_own() -> None:
    small = Peer("small", "10.20.0.1", max_calls=3)
    policy = Policy(peers=(small, TRUNK), max_calls=10, retry_after_s=4)
    live = {"small": 3, "trunk": 9}.__getitem__
    assert policy.admit(("10.20.0.1", 5060), live=5, on_peer=live) == Refusal(503, (("Retry-After", "4"),))
    assert policy.admit(("127.0.0.2", 5060), live=5, on_peer=live) == TRUNK
    assert policy.admit(("10.20.0.1", 5060), live=2, on_peer=lambda _: 2) == small
