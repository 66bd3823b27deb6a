"""Who may send, and how many calls are taken."""

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
