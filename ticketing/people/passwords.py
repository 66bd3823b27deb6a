"""Passwords: argon2id hashes, generated ones, and what is refused."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from config.errors import BadInput

MIN_LENGTH = 10
MAX_LENGTH = 128
# Without 0/O and 1/l/I: the first password is read from a screen and typed.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GENERATED_LENGTH = 16

_hasher = PasswordHasher()


def generate() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GENERATED_LENGTH))


def hash_password(password: str) -> str:
    """Return the argon2id hash; BadInput for a password that is too short, too long, or of one character."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput(f"密码长度须为 {MIN_LENGTH} 至 {MAX_LENGTH} 个字符。", "请换一个密码。")
    if len(set(password)) < 4:
        raise BadInput("密码过于简单。", "请使用四种以上不同的字符。")
    return _hasher.hash(password)


def matches(hashed: str | None, password: str) -> bool:
    """Compare in the same time whether or not the account exists (``hashed`` None)."""
    try:
        return _hasher.verify(hashed or _nobody(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())
