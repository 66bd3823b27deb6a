"""Matters outside any legal mandate (法无授权): explained, guided, listed, and never counted as solved."""
