"""A session as nodes name it to one another: whoever reads the bus cannot sign in with it."""

import hashlib


def name_of(token: str) -> str:
    return hashlib.sha256(f"session:{token}".encode()).hexdigest()
