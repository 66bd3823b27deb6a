"""How many workers, which of them a stream goes to, and when a dead one is replaced. Pure: numbers in, numbers out."""

from collections.abc import Mapping

STREAM_BYTES = 350_000_000
"""What a stream comes to hold after minutes of speech (the decoder's graph cache)."""
LEAST_MODEL_BYTES = 500_000_000
MODEL_GROWTH = 2.5
"""A worker's memory once its model is loaded, against the model's files (measured: 601 MB for the Korean one of 253 MB)."""
STATIC_GROWTH, STATIC_STREAM_BYTES = 1.2, 12_000_000
"""The same for a model whose graph is composed beforehand: nothing is kept of what a stream has heard."""
BY_THEMSELVES = 2
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
SETTLED_AFTER_S = 120.0
"""A worker that lived so long has not died of its start: the next pause is the first again."""
RETIRED_FOR_S = 30.0
"""A worker with a decoder that hangs is ended at the latest then; its other streams leave it after their next final."""

ONE_HUNG = "一个语音识别进程卡住，它的通话由其他进程接着转写，文字不会丢失。"
ONE_LOST = "一个语音识别进程中断，通话已由其他进程接着转写，文字不会丢失。"
ONE_FAULTY = "一个语音识别进程无法恢复，通话由其余进程转写。请管理员运行 hotline doctor。"
ALL_LOST = "语音识别进程中断，正在恢复；通话录音不受影响，漏转的内容稍后补上。"
MODEL_GONE = "语音识别模型无法加载，暂不转写；通话录音照常，恢复后补上。请管理员运行 hotline doctor。"


def how_many(wanted: int, *, cores: int, free_bytes: int, model_bytes: int, streams: int, static: bool = False) -> int:
    """Return the workers to run: what the setting says, else two where a second core and the memory for both are there.

    A second worker costs its model; the streams cost the same wherever they are. ``model_bytes`` are the model's files,
    ``static`` says that its graph is composed already.
    """
    if wanted:
        return wanted
    model = max(LEAST_MODEL_BYTES, int(model_bytes * (STATIC_GROWTH if static else MODEL_GROWTH)))
    needed = BY_THEMSELVES * model + streams * (STATIC_STREAM_BYTES if static else STREAM_BYTES)
    return BY_THEMSELVES if cores > 1 and free_bytes >= needed else 1


def least_loaded(streams: Mapping[int, int]) -> int | None:
    """The worker with the fewest streams, the first of several; None when there is no worker."""
    return min(streams, key=lambda worker: (streams[worker], worker), default=None)


def pause_s(deaths: int) -> float:
    """Seconds before the next start, growing with each death in a row."""
    return float(min(FIRST_PAUSE_S * 2 ** min(deaths - 1, 30), LONGEST_PAUSE_S))


def notice(ready: int, wanted: int, *, died: bool, faulty: bool, hung: bool = False) -> str:
    """What desks say, in Chinese: ``died``: a worker is missing that ran or should run, ``faulty``: it says why it cannot,
    ``hung``: one is being emptied before it is ended."""
    if not died or ready >= wanted:
        return ONE_HUNG if hung else ""
    if not ready:
        return MODEL_GONE if faulty else ALL_LOST
    return ONE_FAULTY if faulty else ONE_LOST
