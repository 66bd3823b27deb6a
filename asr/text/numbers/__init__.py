"""Numbers as an official writes them: 350元, 下午3点30分, 134号; 一起 and 三三两两 stay what they are.

`rewrite` tries every rule of `RULES` in order; what an earlier rule took, or what is frozen, no later rule touches.
"""

from asr.text.numbers.rewriting import RULES, rewrite
from asr.text.numbers.rule import Rule

__all__ = ["RULES", "Rule", "rewrite"]
