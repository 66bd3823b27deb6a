from uuid import UUID

from config.ids import new_id


def test_ids_are_version_7_and_sort_by_time(monkeypatch):
    made = []
    for second in range(5):
        monkeypatch.setattr("time.time_ns", lambda second=second: (1_700_000_000 + second) * 10**9)
        made.append(new_id())
    assert made == sorted(made)
    assert {UUID(one).version for one in made} == {7}
    assert {UUID(one).variant for one in made} == {"specified in RFC 4122"}


def test_ids_of_one_millisecond_differ(monkeypatch):
    monkeypatch.setattr("time.time_ns", lambda: 1_700_000_000 * 10**9)
    assert len({new_id() for _ in range(1000)}) == 1000
