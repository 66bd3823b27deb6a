"""Tracking numbers that a citizen can read aloud and nobody can guess: three groups of four, without look-alike letters."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
_LEFT_OUT = re.compile(r"[\s\-－—·]")


def new_tracking() -> str:
    """Some 58 bits of chance, e.g. ``7K2M-9QF4-TX8C``."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def as_written(text: str) -> str:
    """The number as it is stored, however a citizen typed it; what cannot be one comes back as it is."""
    plain = _LEFT_OUT.sub("", text).upper()
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
