"""Append-only ledgers beside a table of states: who did what when and why, and what is allowed next."""

from ticketing.ledgers.rows import LedgerStep, Stated
from ticketing.ledgers.table import StateTable
from ticketing.ledgers.taking import StepOut, append, locked, seen, steps_of, take

__all__ = ["LedgerStep", "StateTable", "Stated", "StepOut", "append", "locked", "seen", "steps_of", "take"]
