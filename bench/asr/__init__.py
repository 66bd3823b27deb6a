"""Recognition measured: the same two-party calls through stock Vosk and through what users run. `python -m bench.asr`.

Processor time is the process's own, so a busy machine changes it little; times on a clock mean something only on a quiet one.
"""
