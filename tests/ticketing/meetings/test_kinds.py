"""Who must be there for each kind of meeting."""

from ticketing.meetings import kinds


def test_every_kind_mode_and_part_has_its_chinese_name() -> None:
    assert set(kinds.KIND_NAMES) == set(kinds.KINDS)
    assert set(kinds.MODE_NAMES) == set(kinds.MODES)
    assert all(kinds.ROLE_NAMES[role] for needed in kinds._NEEDED.values() for role in needed)


def test_a_three_plus_x_needs_exactly_three_fixed_offices_and_one_concerned() -> None:
    fixed = ["fixed_office"] * 3
    assert kinds.missing("three_plus_x", [*fixed, "concerned"]) == ()
    assert kinds.missing("three_plus_x", [*fixed, "concerned", "concerned"]) == ()
    assert kinds.missing("three_plus_x", fixed) == ("缺少涉事单位",)
    assert kinds.missing("three_plus_x", ["fixed_office", "concerned"]) == ("缺少固定科室（需 3 方，现 1 方）",)
    assert kinds.missing("three_plus_x", [*fixed, "fixed_office", "concerned"]) == ("固定科室只能是 3 方",)


def test_four_parties_talk_or_nobody() -> None:
    four = ["representative", "complained_of", "supervising", "host"]
    assert kinds.missing("four_party", four) == ()
    for lacking in four:
        assert len(kinds.missing("four_party", [role for role in four if role != lacking])) == 1


def test_no_meeting_is_called_without_anybody() -> None:
    assert kinds.missing("monthly", []) == ("至少邀请一方",)
    assert kinds.missing("monthly", ["guest"]) == ()
