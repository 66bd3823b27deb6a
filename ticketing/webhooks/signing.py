"""The signature on a message: HMAC-SHA256 over its time and its body, so that neither can be changed or used later. Pure."""

import hashlib
import hmac

TIMESTAMP_HEADER = "X-Hotline-Timestamp"
SIGNATURE_HEADER = "X-Hotline-Signature"
SCHEME = "sha256="


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``sha256=`` and the hexadecimal HMAC of ``TIMESTAMP.BODY``; ``timestamp`` in seconds since 1970, UTC."""
    signed = str(timestamp).encode() + b"." + body
    return SCHEME + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def verified(secret: str, timestamp: int, body: bytes, given: str, *, now: int, tolerance_s: int = 300) -> bool:
    """What a receiver checks: the signature in constant time, and that the message is not older than five minutes."""
    fresh = abs(now - timestamp) <= tolerance_s
    return hmac.compare_digest(signature(secret, timestamp, body), given) and fresh
