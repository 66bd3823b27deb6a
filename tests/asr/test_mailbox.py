from asr.mailbox import Audio, Mailbox, Mark


def test_the_order_is_kept() -> None:
    box = Mailbox(8000)
    box.push(b"ab", 0)
    box.flush()
    box.push(b"cd", 100)
    box.finish()
    kinds = [box.take() for _ in range(4)]
    assert [k.pcm if isinstance(k, Audio) else k for k in kinds] == [b"ab", Mark.FLUSH, b"cd", Mark.FINISH]


def test_nothing_is_let_in_after_the_end() -> None:
    box = Mailbox(8000)
    box.finish()
    box.finish()
    box.push(b"ab", 0)
    box.flush()
    assert box.take() is Mark.FINISH
    box.shut()
    assert box._items.empty()


def test_a_stream_that_nobody_decodes_is_ended_in_words_and_not_in_memory() -> None:
    box = Mailbox(8000, max_waiting_s=1.0)
    for _ in range(5):
        box.push(bytes(8000), None)
    taken = [box.take() for _ in range(3)]
    assert taken[-1] is Mark.OVERFULL
    assert box._items.empty()


def test_what_was_taken_makes_room() -> None:
    box = Mailbox(8000, max_waiting_s=1.0)
    for _ in range(10):
        box.push(bytes(8000), None)
        assert isinstance(box.take(), Audio)
