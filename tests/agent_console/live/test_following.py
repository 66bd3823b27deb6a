"""Who hears of a call: one call a page, until it is silent or leaves."""

from datetime import UTC, datetime, timedelta

from agent_console.live.following import Following

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


def test_a_page_hears_of_the_call_it_last_named_and_of_no_other() -> None:
    following = Following()
    following.follow("page", "one", LATER)
    following.follow("page", "two", LATER)
    assert [list(following.of(call, NOW)) for call in ("one", "two", "three")] == [[], ["page"], []]
    following.leave("page")
    following.leave("page")
    assert list(following.of("two", NOW)) == []


def test_who_is_silent_hears_nothing_and_is_forgotten() -> None:
    following = Following()
    following.follow("silent", "one", NOW)
    following.follow("awake", "one", LATER)
    assert list(following.of("one", NOW)) == ["awake"]
    following.sweep(NOW)
    following.sweep(LATER)
    assert not following._of_call
    assert not following._call_of
