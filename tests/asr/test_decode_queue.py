import threading

from asr.decode_queue import MAX_FINALS_WAITING, DecodeQueue, Job


def job(said: list[str], text: str) -> Job:
    return lambda: said.append(text)


def drained(queue: DecodeQueue, count: int) -> None:
    for _ in range(count):
        taken = queue.take()
        assert taken is not None
        taken()
        queue.done()


def test_streams_take_turns() -> None:
    queue, said = DecodeQueue(), list[str]()
    for text in ("a1", "a2", "a3"):
        queue.put("a", job(said, text))
    queue.put("b", job(said, "b1"))
    drained(queue, 4)
    assert said == ["a1", "b1", "a2", "a3"]


def test_an_interim_is_taken_only_when_nothing_else_is_to_do() -> None:
    queue, said = DecodeQueue(), list[str]()
    queue.put("a", job(said, "final"))
    assert not queue.offer("b", job(said, "interim"))
    taken = queue.take()
    assert taken is not None
    assert not queue.offer("b", job(said, "while busy"))
    queue.done()
    assert queue.offer("b", job(said, "interim"))
    drained(queue, 1)
    assert said == ["interim"]


def test_a_final_makes_the_interim_of_its_stream_pointless() -> None:
    queue, said = DecodeQueue(), list[str]()
    assert queue.offer("a", job(said, "interim"))
    queue.put("a", job(said, "final"))
    queue.close()
    drained(queue, 1)
    assert queue.take() is None
    assert said == ["final"]


def test_a_full_stream_is_held_back_and_loses_nothing() -> None:
    queue, said = DecodeQueue(), list[str]()
    count = MAX_FINALS_WAITING + 5

    def fill() -> None:
        for number in range(count):
            queue.put("a", job(said, str(number)))

    filler = threading.Thread(target=fill)
    filler.start()
    drained(queue, count)
    filler.join(5)
    assert said == [str(number) for number in range(count)]


def test_closing_lets_what_waits_be_read() -> None:
    queue, said = DecodeQueue(), list[str]()
    queue.put("a", job(said, "last words"))
    queue.close()
    drained(queue, 1)
    assert queue.take() is None
    assert said == ["last words"]
