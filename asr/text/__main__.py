"""``python -m asr.text FILE`` prints what was heard and what is read of it, line under line, for reading with one's own eyes.

FILE has calls as JSON lines (``turns`` with ``text``) or plain sentences; ``-`` reads standard input. ``--numbers`` shows only
sentences with a numeral that was written anew or left, ``--names FILE`` takes names, one a line.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from asr.text import Lexicon, readable

_NUMERAL = re.compile("[零〇幺一二两三四五六七八九十百千万亿]")


def sentences(lines: Iterator[str]) -> Iterator[str]:
    """The turns of calls, or the lines as they are."""
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("{"):
            yield from (turn["text"] for turn in json.loads(line)["turns"])
        else:
            yield line


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m asr.text", description="Show heard and readable text, line under line.")
    parser.add_argument("file")
    parser.add_argument("--numbers", action="store_true", help="only sentences with a numeral")
    parser.add_argument("--names", type=Path, help="names of places and units, one a line")
    chosen = parser.parse_args(arguments)
    lexicon = Lexicon(chosen.names.read_text(encoding="utf-8").split() if chosen.names else ())
    with sys.stdin if chosen.file == "-" else Path(chosen.file).open(encoding="utf-8") as lines:
        for heard in sentences(iter(lines)):
            if not chosen.numbers or _NUMERAL.search(heard):
                print(f"  {heard}\n→ {readable(heard, lexicon=lexicon).text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
