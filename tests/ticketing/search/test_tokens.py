"""Tokens: whatever stands in a text is found, and nothing else is claimed."""

from hypothesis import given
from hypothesis import strategies as st

from ticketing.search.tokens import MAX_TOKENS, asked, holds, tokens, words

TEXT = st.text(st.sampled_from("路灯噪音半夜施工abc0129 ，。ＡＢ１２"), max_size=60)


def has(text: str, word: str) -> bool:
    """What the index decides by: every token of the word is there, or one that begins like it."""
    kept, (wanted, open_end) = tokens(text), asked(word)
    return all(any(token.startswith(one) if open_end else token == one for token in kept) for one in wanted)


@given(TEXT, st.data())
def test_every_piece_of_a_text_that_a_question_can_name_is_found(text: str, data: st.DataObject) -> None:
    runs = words(text)
    if runs:
        run = data.draw(st.sampled_from(runs))
        piece = run[data.draw(st.integers(0, len(run) - 1)) :] if run[0] >= "\u3400" else run
        assert has(text, piece[:40])
        assert holds(text, (piece,))


def test_full_width_letters_and_digits_are_the_plain_ones() -> None:
    assert tokens("ＡＢ１２号") == ("ab", "12", "号")
    assert words("Ab12") == ("ab", "12")


def test_a_question_of_two_words_asks_for_both() -> None:
    assert words("路灯 不亮") == ("路灯", "不亮")
    assert not holds("路灯很亮", ("路灯", "不亮"))


def test_a_long_text_is_bounded() -> None:
    assert len(tokens("".join(chr(0x4E00 + place) for place in range(5_000)))) == MAX_TOKENS
