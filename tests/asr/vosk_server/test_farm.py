from asr.vosk_server.farm import Farm, Pauses

A, B, C = "ws://a:1", "ws://b:1", "ws://c:1"


def farm(*up: str, most: int = 2) -> Farm:
    made = Farm([A, B, C], most=most, every_s=15, pauses=Pauses(first_s=1, longest_s=8))
    for url in up:
        made.answered(url, 0)
    return made


def test_a_stream_goes_where_fewest_are() -> None:
    made = farm(A, B, C)
    made.took(A)
    made.took(A)
    made.took(B)
    assert made.choose() == C
    made.took(C)
    made.took(C)
    assert made.choose() == B
    made.left(A)
    made.left(A)
    assert made.choose() == A


def test_an_address_that_does_not_answer_takes_nothing() -> None:
    made = farm(A, B)
    made.failed(A, "gone", 1)
    assert made.choose() == B
    made.failed(B, "gone", 1)
    assert made.choose() is None


def test_the_address_that_just_failed_is_taken_only_if_there_is_no_other() -> None:
    made = farm(A, B)
    made.took(B)
    assert made.choose(avoid=[A]) == B
    assert farm(A).choose(avoid=[A]) == A


def test_a_late_address_takes_a_new_stream_only_if_all_are_late() -> None:
    made = farm(A, B)
    made.took(B)
    made.answered(A, 1, lag_s=2.0)
    assert made.choose() == B
    made.answered(B, 1, lag_s=2.0)
    assert made.choose() == A


def test_streams_leave_a_late_address_for_an_idler_one_and_do_not_go_to_and_fro() -> None:
    made = farm(A, B)
    for _ in range(3):
        made.took(A)
    assert made.idler(A) is None, "it is not late"
    made.answered(A, 1, lag_s=2.0)
    assert made.idler(A) == B
    made.left(A)
    made.took(B)
    assert made.idler(A) is None
    assert made.idler(B) is None


def test_pauses_grow_to_the_longest_and_are_forgiven_after_it() -> None:
    made = farm()
    now, waits = 100.0, []
    for _ in range(6):
        made.failed(A, "gone", now)
        ask_at = next(t / 10 for t in range(2000) if A in made.due(t / 10) and t / 10 >= now)
        waits.append(ask_at - now)
        now = ask_at
    assert waits == [1, 2, 4, 8, 8, 8]
    made.answered(A, now)
    made.answered(A, now + 20)
    made.failed(A, "gone", now + 21)
    assert A in made.due(now + 22)


def test_others_going_on_there_do_not_end_the_rest_of_one_that_failed() -> None:
    made = farm(A)
    assert made.failed(A, "closed", 10)
    assert not made.answered(A, 10.5)
    assert made.choose() is None
    assert made.answered(A, 11)
    assert made.choose() == A


def test_an_address_with_streams_is_heard_from_anyway() -> None:
    made = farm(A, B, C)
    made.took(A)
    assert made.due(100) == (B, C)


def test_room_is_counted_over_all_addresses() -> None:
    made = farm(A)
    assert made.has_room(5)
    assert not made.has_room(6)


def test_only_changes_are_news() -> None:
    made = farm()
    assert made.answered(A, 0)
    assert not made.answered(A, 1)
    assert made.failed(A, "gone", 2)
    assert not made.failed(A, "gone", 3)
    assert [one.url for one in made.up] == []
