"""Prompts on this node's disk: what lies there, what an upload becomes, the page's versions put where calls find them."""

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import structlog

from agent_console.node import PromptFact, PromptKind, Sound
from config.errors import BadInput
from telephony.media.clip import load
from telephony.media.form import Samples
from telephony.media.port import RATE
from telephony.prompts.catalogue import CUSTOM, PROMPTS, Prompt
from telephony.prompts.tones import NAMES
from ticketing.operation.prompts import digest

log = structlog.get_logger(__name__)
LEAST_S, MOST_S = 0.15, 300.0
MOST_BYTES = 30_000_000
QUIET = 0.01
"""A sound whose loudest sample is below this share of full scale is silence."""
OTHER_KINDS = {b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3", b"OggS": "OGG", b"fLaC": "FLAC", b"\x00\x00\x00": "M4A"}
REMEDY = "请另存为 8–48 kHz 的 PCM WAV 文件后再上传。"


def converted(content: bytes) -> Sound:
    """Any usual WAV as 16 bits, 8 kHz, mono; BadInput in Chinese for other files, silence, and what is too short or long."""
    if len(content) > MOST_BYTES:
        raise BadInput(f"文件大于 {MOST_BYTES // 1_000_000} MB。", "请裁短后再上传。")
    for begins, kind in OTHER_KINDS.items():
        if content.startswith(begins):
            raise BadInput(f"这是 {kind} 文件，电话不能直接播放。", REMEDY)
    samples = _samples(content)
    seconds = len(samples) / RATE
    if not LEAST_S <= seconds <= MOST_S:
        raise BadInput(f"声音长 {seconds:.1f} 秒，须在 {LEAST_S:g} 至 {MOST_S:g} 秒之间。", "请裁剪后再上传。")
    if int(np.abs(samples.astype(np.int32)).max()) < QUIET * 32_768:
        raise BadInput("文件里几乎没有声音。", "请检查录音的音量后再上传。")
    return Sound(wav=written(samples), seconds=round(seconds, 2))


def _samples(content: bytes) -> Samples:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(content)
        file.flush()
        try:
            return load(Path(file.name))
        except BadInput as error:
            log.info("an uploaded prompt cannot be read", what=error.what)
            raise BadInput("这个文件不是可以播放的 WAV。", REMEDY) from None


def written(samples: Samples) -> bytes:
    import wave

    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return into.getvalue()


def facts(folder: Path, heard: Mapping[str, str | None], greeting: tuple[str, ...]) -> Iterator[PromptFact]:
    """``heard``: by name the digest of the page's version in force."""
    for prompt in PROMPTS.values():
        own, made = folder / CUSTOM / f"{prompt.name}.wav", folder / f"{prompt.name}.wav"
        wanted = heard.get(prompt.name)
        yield PromptFact(
            name=prompt.name,
            text=prompt.text,
            kind=_kind(prompt),
            source="page" if wanted else "custom" if own.is_file() else "made" if made.is_file() else "missing",
            digest=wanted or "",
            greeting=prompt.name in greeting,
        )


def _kind(prompt: Prompt) -> PromptKind:
    if prompt.text:
        return "piece" if prompt.joins else "sentence"
    return "music" if prompt.loops else "tone"


def sound_of(folder: Path, name: str, *, made: bool = False) -> bytes | None:
    """The file that calls play (or, with ``made``, the one that came with the system) as a WAV that browsers play."""
    places = (folder / f"{name}.wav",) if made else (folder / CUSTOM / f"{name}.wav", folder / f"{name}.wav")
    path = next((place for place in places if place.is_file()), None)
    if name not in PROMPTS or path is None:
        if name not in NAMES:
            return None
        from telephony.prompts.tones import tone

        return written(tone(name))
    return written(load(path))


def lay_out(folder: Path, heard: Mapping[str, str | None], sound: Callable[[str, str], bytes]) -> list[str]:
    """Put the versions in force where calls look for them; names of what changed. ``sound(name, digest)`` fetches one.

    What lies there by hand and was never replaced on the page stays; where the page went back to the system's own, its file goes.
    """
    changed = []
    for name, wanted in heard.items():
        if name not in PROMPTS:
            continue
        path = folder / CUSTOM / f"{name}.wav"
        if _digest(path) == wanted:
            continue
        if wanted is None:
            path.unlink(missing_ok=True)
        else:
            _replace(path, sound(name, wanted))
        changed.append(name)
    return changed


def _digest(path: Path) -> str | None:
    """None where nothing lies there; a file is read again only when it has changed, for this is asked every few seconds."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return _digest_as_of(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=len(PROMPTS))
def _digest_as_of(path: Path, changed_ns: int, size: int) -> str:
    return digest(path.read_bytes())


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a call that begins meanwhile hears the one or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
