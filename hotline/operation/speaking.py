"""Typed text as a prompt, by the synthesis in a process of its own: it holds hundreds of megabytes only while it speaks."""

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path

from agent_console.node import Sound
from asr.process import give_way
from config.errors import BadInput, Unavailable
from hotline.operation.prompt_files import converted
from telephony.prompts.synthesis import PROMPT_SPEED, PROMPT_VOICE, Synthesiser, is_available

SPEAK_S = 180.0
"""Loading takes seconds, a sentence as long as it sounds; on a busy machine more."""
MOST_TEXT = 300
NICENESS = 5
MISSING = "本机没有安装语音合成。"
REMEDY = "可上传录好的 WAV；安装语音合成后可用文字。"


async def spoken(text: str, cache: Path) -> Sound:
    """BadInput for no or too long a text; Unavailable where nothing speaks here, or it takes too long."""
    text = text.strip()
    if not text or len(text) > MOST_TEXT:
        raise BadInput(f"文字须为 1 至 {MOST_TEXT} 字。", "请修改后再试。")
    if not is_available():
        raise Unavailable(MISSING, REMEDY)
    with tempfile.TemporaryDirectory(prefix="hotline-speak-") as folder:
        path = Path(folder) / "spoken.wav"
        await _child(text, path, cache)
        return await asyncio.to_thread(lambda: converted(path.read_bytes()))


async def _child(text: str, path: Path, cache: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(path), str(cache),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SPEAK_S):
            await process.communicate(text.encode())
    except TimeoutError:
        raise Unavailable("语音合成超时。", "请稍后再试，或上传录好的 WAV。") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode or not path.is_file():
        raise Unavailable("语音合成没有成功。", "请换一种写法再试，或上传录好的 WAV。")


def main(arguments: list[str]) -> int:
    give_way(NICENESS)
    path, cache = map(Path, arguments)
    Synthesiser(cache).say(sys.stdin.buffer.read().decode(), path, voice=PROMPT_VOICE, speed=PROMPT_SPEED)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
