"""Silence is not decoded: a voice detector decides which audio of a stream reaches the recogniser behind it."""
