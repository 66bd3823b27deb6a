"""The call-back list (漏接回拨): callers who were not answered, one open entry a number."""
