import pytest

from asr.hallucination import made_up


def judged(text: str, no_speech: float = 0.1, logprob: float = -0.4, compression: float = 0.9) -> bool:
    return made_up(text, no_speech_prob=no_speech, avg_logprob=logprob, compression_ratio=compression)


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发",
        "字幕由Amara.org社区提供",
        "谢谢观看",
        "中文字幕",
        "本期视频就到这里",
        "",
        "。。。",
        "对对对对对对对对",
    ],
)
def test_what_nobody_says_on_a_hotline_is_dropped(text: str) -> None:
    assert judged(text)


@pytest.mark.parametrize(
    "text", ["谢谢您，再见", "小区门口的路灯坏了三天了", "对对对", "我的电话是13800001111", "八八八八八八八八", "座机88888888"]
)
def test_what_people_say_is_kept(text: str) -> None:
    assert not judged(text)


def test_doubt_alone_is_no_reason_to_drop() -> None:
    assert not judged("路灯坏了", no_speech=0.7)
    assert not judged("路灯坏了", logprob=-1.4)
    assert judged("路灯坏了", no_speech=0.7, logprob=-1.4)


def test_a_text_that_compresses_too_well_is_a_loop() -> None:
    assert judged("路灯坏了路灯坏了", compression=2.5)
