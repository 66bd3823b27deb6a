"""What the bench says on standard error; figures alone go to standard output."""

import sys


def say(words: str) -> None:
    print(f"asr: {words}", file=sys.stderr, flush=True)
