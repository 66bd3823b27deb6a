"""Which tickets a joint study is offered, and why."""

from config.settings.joint import Joint
from ticketing.meetings.proposing import OpenMatter, propose

RULE = Joint()


def matter(id: str, **more: object) -> OpenMatter:
    plain = {"category": "0101", "street": "S1", "state": "handling", "callers": 1, "returns": 0, "reworks": 0, "overdue": False}
    return OpenMatter(id=id, **(plain | more))  # type: ignore[arg-type]


def test_an_ordinary_ticket_is_no_matter_for_a_study() -> None:
    assert propose([matter("a")], RULE) == ()


def test_five_of_a_category_in_a_street_are_one_concentrated_matter() -> None:
    four = [matter(str(n)) for n in range(4)]
    assert propose(four, RULE) == ()
    [found] = propose([*four, matter("4", callers=2)], RULE)
    assert found.kinds == ("concentrated",)
    assert found.tickets[0] == "4"
    assert len(found.tickets) == 5


def test_the_third_caller_makes_a_ticket_a_repeated_matter() -> None:
    assert propose([matter("a", callers=2)], RULE) == ()
    assert propose([matter("a", callers=3)], RULE)[0].kinds == ("repeated",)
    assert propose([matter("a", flags=frozenset({"repeated"}))], RULE)[0].kinds == ("repeated",)


def test_what_no_unit_takes_is_late_suspended_or_done_over_and_over_is_hard() -> None:
    for hard in ({"state": "problem_ticket"}, {"state": "suspended"}, {"returns": 3}, {"reworks": 2}, {"overdue": True}):
        [found] = propose([matter("a", **hard)], RULE)
        assert found.kinds == ("hard",), hard
        assert found.why


def test_the_weightiest_comes_first() -> None:
    many = [matter(f"c{n}") for n in range(9)]
    alone = matter("x", street="S2", state="problem_ticket")
    repeated = matter("y", street="S3", callers=30)
    assert [one.tickets[0] for one in propose([*many, alone, repeated], RULE)] == ["y", "c0", "x"]
