import pytest

from config.private_numbers import AGAIN_S, QUIET_S, Dictation, Rest, names_private_number, only_digits, row_at_end

ID = "三二零一零二一九九零零三零七二二一五"
REST = Rest(length_s=8, most_s=20)


@pytest.mark.parametrize("text", ["我的身份证号是", "请报一下您的银行卡号", "身份证 号码", "卡号多少", "社保卡的号"])
def test_the_names_of_private_numbers_are_known(text: str) -> None:
    assert names_private_number(text.replace(" ", ""))


@pytest.mark.parametrize("text", ["我没带身份证", "办银行卡要多久", "门牌号是十二号", "您的电话号码是多少"])
def test_other_matters_are_not_taken_for_one(text: str) -> None:
    assert not names_private_number(text)


def test_a_row_of_digits_is_counted_at_the_end_over_fillers() -> None:
    assert row_at_end("号码是 三二零 嗯 一零二") == 6
    assert row_at_end("尾号三二零X") == 4
    assert row_at_end("三二零号楼") == 0
    assert row_at_end("3201 0219") == 8
    assert [only_digits(text) for text in ("三二零，一零", "是三二零", "")] == [True, False, False]


def test_a_telephone_number_is_no_private_number() -> None:
    for number in ("零五一一八八九九一二三四", "一六四一二三四五六七八"):
        rest, step = REST.heard("caller", "我的电话是" + number, 0, final=True)
        assert step == ""
        assert rest.until is None


def test_a_row_longer_than_any_telephone_number_pauses_before_its_end() -> None:
    steps = [REST.heard("caller", ID[:n], 0, final=False)[1] for n in range(1, 19)]
    assert steps.index("pause") == 12


def test_a_row_said_in_groups_is_one_row() -> None:
    rest = REST
    for number, start in enumerate((0, 6, 12)):
        rest, step = rest.heard("caller", ID[start : start + 6], number * 1.5, final=True)
    assert step == "pause"
    other = Dictation()
    for number in range(3):
        other, row = other.heard("caller", ID[:6], number * 10.0, final=True)
    assert row == 6


def test_four_digits_are_enough_after_the_number_was_asked_for() -> None:
    rest, _ = REST.heard("agent", "请您报一下身份证号", 0, final=True)
    assert rest.heard("caller", ID[:3], 2, final=False)[1] == ""
    assert rest.heard("caller", ID[:4], 2, final=False)[1] == "pause"
    assert rest.heard("caller", ID[:4], 60, final=False)[1] == ""
    asked_else, _ = rest.heard("agent", "那您的手机呢", 5, final=True)
    assert asked_else.heard("caller", ID[:4], 6, final=False)[1] == ""


def test_a_pause_ends_begins_anew_among_digits_and_is_left_off_in_the_end() -> None:
    rest, now, paused = REST, 0.0, []
    for _ in range(6):
        rest, step = rest.heard("caller", ID, now, final=False)
        if step != "pause":
            break
        assert rest.until is not None
        paused.append(rest.until - now)
        assert rest.passed(rest.until - 0.1)[1] == ""
        now = rest.until
        rest, step = rest.passed(now)
        assert step == "resume"
        now += 1
    assert paused == [8, 8, 4]
    assert rest.heard("caller", ID, now + QUIET_S + 1, final=False)[1] == "pause"


def test_a_few_digits_go_on_with_a_pause_that_has_just_ended_and_not_with_an_old_one() -> None:
    rest, _ = REST.heard("caller", ID, 0, final=False)
    rest, _ = rest.passed(8)
    assert rest.heard("caller", "二二一五", 9, final=False)[1] == "pause"
    assert rest.heard("caller", "二二一五", 9 + AGAIN_S, final=False)[1] == ""


def test_a_persons_word_to_go_on_is_obeyed() -> None:
    rest, _ = REST.heard("caller", ID, 0, final=False)
    rest = rest.overruled(2)
    assert rest.passed(8)[1] == ""
    assert rest.heard("caller", ID, 3, final=False)[1] == ""
    assert rest.heard("caller", ID, 3 + QUIET_S, final=False)[1] == "pause"
