"""What the caller wants (诉求): the agent's restatement that the caller affirms, or the caller's own asking."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ticketing.drafting.facts import Evidence
from ticketing.drafting.matters import CALL_ITSELF
from ticketing.drafting.privacy import hide_numbers
from ticketing.drafting.spoken import Said, tidy

WISH_LENGTH = 40
_RESTATED = re.compile(
    r"(?:诉求(?:就?是)?|要求就?是|您是?要求|您?是?希望|您要求|您想要?)(?:希望)?(.{3,40}?)(?:是吗|对吧|对吗|是吧|吗|对不对|呢|$)"
)
_ASKED = re.compile(
    r"(?:诉求|要求|愿望|希望|想怎么|怎么解决|您是想)(?:是|呢|什么|有什么|怎么处理|怎么解决|得到什么|他们怎么做|怎么)*$"
)
_DENIED = re.compile(r"^(?:不是|不对|不)")
_OWN = (
    (re.compile(r"(?:希望|要求)(?!是)(.{3,40})"), 0.8),
    (re.compile(r"((?:赶紧|尽快|马上|赶快|立即)(?:叫|让|把|给|来|派|处理|修|解决|清|停).{0,30})"), 0.7),
    (re.compile(r"(?:我(?:就|只)(?:要|想|是要))(.{3,40})"), 0.65),
    (re.compile(r"((?:请|叫|让|派|催)(?:他们|你们|物业|街道|社区|城管|有关部门|人|政府).{2,30})"), 0.55),
    (re.compile(r"(要么.{3,30})"), 0.6),
    (
        re.compile(r"((?:给我们?|让她|让他们?|叫他们?|叫她)(?:们)?(?:再|都)?(?:装|修|换|退|做|赔|搬|关|停|拆|清|派|补).{0,20})"),
        0.55,
    ),
    (re.compile(r"((?:换|退|赔|补|还)(?:一|我|给|钱).{1,15})"), 0.35),
    (re.compile(r"((?:你们|政府|有关部门)(?:得|要|应该|必须|赶紧|快点?).{2,25})"), 0.45),
    (re.compile(r"(能不能.{3,30})"), 0.5),
    (re.compile(r"(怎么(?:办|弄|申请|报销|领).{0,20})"), 0.3),
)


def wish(said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """The wish with the best standing; empty when none was uttered."""
    best = max(_candidates(said), key=lambda found: found[1].confidence, default=None)
    return (_clean(best[0]), best[1]) if best else ("", None)


def _candidates(said: Sequence[Said]) -> Iterator[tuple[str, Evidence]]:
    for one, following in zip_longest(said, said[1:]):
        if one.channel == "agent":
            yield from _by_agent(one, following)
            continue
        for pattern, confidence in _OWN:
            found = pattern.search(one.text)
            if found and not CALL_ITSELF.search(one.text):
                yield found[1], Evidence(one.index, found[0], confidence)


def _by_agent(one: Said, following: Said | None) -> Iterator[tuple[str, Evidence]]:
    if following is None or following.channel != "caller":
        return
    restated = _RESTATED.search(one.text)
    if _ASKED.search(one.text):
        yield following.text, Evidence(following.index, following.text, 0.85)
    elif restated and not _DENIED.match(following.text):
        yield restated[1], Evidence(one.index, restated[0], 0.9)


def _clean(text: str) -> str:
    text = re.sub(r"^(?:对+|嗯+|是|一个|就是|就|我们?(?:就|只)?(?:要|想)?)(?=.{4})", "", tidy(text))
    return hide_numbers(text)[:WISH_LENGTH]
