"""What Whisper makes up when nobody speaks: told apart by its own figures, by repetition and by phrases of subtitles.

Source of the thresholds: the decoding fallback of the Whisper paper (Radford et al. 2022, §4.5).
"""

import re

NO_SPEECH = 0.6
POOR_LOGPROB = -1.0
COMPRESSION = 2.4
_SUBTITLES = re.compile(
    "字幕(由|by|志愿者|製作|制作|提供)|请不吝点赞|明镜与点点|amara|谢谢(大家的?)?(观看|收看|收听)"
    "|下期再见|订阅.{0,6}(频道|转发)|thanks? for watching|优优独播剧场|yoyo television|中文字幕|字幕组|ming pao|打赏支持明"
    "|按赞.{0,4}分享|本期(视频|节目)(就)?到(这里|此)",
    re.IGNORECASE,
)
_DIGITS = "0-9零〇一二三四五六七八九幺"
_REPEATED = re.compile(rf"(?![{_DIGITS}])(.{{1,8}}?)\1{{5,}}")
"""Not of digits: people do have numbers such as 88888888."""


def made_up(text: str, *, no_speech_prob: float, avg_logprob: float, compression_ratio: float) -> bool:
    """Say whether this text is more likely the model's than the speaker's."""
    if not any(character.isalnum() for character in text):
        return True
    if no_speech_prob > NO_SPEECH and avg_logprob < POOR_LOGPROB:
        return True
    if compression_ratio > COMPRESSION:
        return True
    return bool(_SUBTITLES.search(text) or _REPEATED.search(text))
