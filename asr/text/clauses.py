"""What a clause is, by its words alone: a question, an answer, something that breaks off. Chinese; tables and nothing else."""

import re

from asr.text.script import HAN

ASKED_LATELY = 9
"""Characters: a word that asks further back no longer makes the clause a question."""

_LEANS_BACK = re.compile("[的了吗呢吧啊呀嘛么着过得地们哦哈喽嘞呗哇]")
_BREAKS_OFF = re.compile(
    "(?:[把被从将]|(?<![都还不现存正实所])在|(?<!姓)[往向和跟与]|就是说|因为|所以|但是|可是|而且|如果|要是|或者|还有|我们|你们|他们|她们|一直|应该|关于|叫做)$"
)
_LEANS_ON = re.compile(
    "[的给到对比让叫替为于就也都还又再才很太更最挺蛮不没别要会能想该是那这哪每第姓找去上有您你他她它]$|(?:然后|已经|可以|需要|希望|说)$"
)
_CLOSED = re.compile("(?:好|是|对|真|行|可以|要|会|可|总|挺.{1,3})的$|(?:没|还)有$|不(?:要|会|能|想|该|是|去)$|(?:就|也)?是的?$")
_ANSWER = re.compile(
    "(?:嗯|哦|噢|喂|哎|诶|啊|唉|对|好|行|是|中|没有|对的|好的|是的|行的|好吧|可以|谢谢|你好|您好|不是|没错|没事|免贵|同志|师傅)+$"
)
_PARTICLES = re.compile("[啊呀呢哦哈嘞]+$")
_ASKS = re.compile(
    "什么|多少|怎么|怎样|咋|为啥|为何|哪(?![你我他她])|谁|是不是|有没有|能不能|可不可以|要不要|是否|能否|可否|[^不没]啥|"
    "^(?:[您你]|之前|以前|一共|总共).{0,6}过几[次回趟遍]$|"
    f"多[久长远大高](?!了)|(?<![零一二三四五六七八九十好百千万这那前后头过有了])几[点个天年月号次岁口楼栋]|([{HAN}])不\\1"
)
_ASKS_NOT = re.compile(
    "(?:(?:不|没|也|都(?!是(?:什么|谁|哪|多少|几)))(?:知道|晓得|清楚|记得|明白|懂|管|论|是|说)|别说|告诉|看看|查查|查一下|看一下|问了|说清楚|反正)"
    ".{0,8}(?:什么|多少|怎么|哪|谁|几|啥|是不是|有没有)"
    "|记不清|不记得|(?:什么|怎么|谁|哪[里儿个]?|多少|几[个次天点])(?:钱)?(?:[^，。]{0,2})(?:都|也)"
    "|就是哪[个些]|没(?:有)?(?:什么|啥|多少|几)|不怎么|(?:叫|个)(?:那个)?什么(?!名字$|地方$).{2}|那个什么|什么的$"
    "|怎么.{0,4}就怎么|哪.{0,3}[就去]哪|谁.{0,3}谁|什么.{0,3}就什么|差不多"
)
_TAGGED = re.compile("(?:吗|(?<![什怎那这多要])么|呢|(?:对|是|可以|行|错|有|没)吧)$")
_NO_TAG = re.compile("(?:还|正|才|在|着).{0,8}呢$")
_ITEM = re.compile(f"[{HAN}]{{1,4}}")


def leans_back(text: str, at: int) -> bool:
    """Whether what begins at ``at`` belongs to the word before it (坏 | 了), so that a pause there parts nothing."""
    return bool(_LEANS_BACK.match(text, at))


def breaks_off(clause: str) -> bool:
    """Whether it wants something after it, also where the utterance ends: 我住在."""
    return bool(_BREAKS_OFF.search(clause)) and not is_answer(clause)


def leans_on(clause: str) -> bool:
    """Whether it more often than not wants something after it, so that a pause alone ends no sentence there."""
    return bool(_LEANS_ON.search(clause)) and not _CLOSED.search(clause) and not is_answer(clause)


def is_answer(clause: str) -> bool:
    """好的, 对对对, 喂您好: ends with a comma where more follows."""
    return bool(_ANSWER.fullmatch(clause))


def is_item(text: str) -> bool:
    """Whether this may be one thing of a list: short, and nothing that people say between things."""
    return bool(_ITEM.fullmatch(text)) and not is_answer(text) and not breaks_off(text) and not leans_on(text)


def tagged(clause: str) -> bool:
    """Whether its last word says that it is a question."""
    return bool(_TAGGED.search(clause))


def asks(clause: str) -> bool:
    """Whether these words, without their tone, are a question: 怎么办 is, 不知道怎么办 is not."""
    bare = clause if tagged(clause) else _PARTICLES.sub("", clause)
    if _ASKS_NOT.search(bare):
        return clause.endswith("吗")
    if any(len(bare) - found.end() <= ASKED_LATELY for found in _ASKS.finditer(bare)):
        return True
    return tagged(bare) and not _NO_TAG.search(bare)
