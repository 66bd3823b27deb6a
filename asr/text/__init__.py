"""What a recogniser wrote becomes readable Chinese; pure, and without knowledge of any engine.

``readable`` for finished utterances, ``plain`` for interims. A `Lexicon` holds the names of the city; who has them builds it.
"""

from asr.text.aligned import Span, heard_range, readable_range
from asr.text.names import Lexicon
from asr.text.readable import Readable, TimedWord, readable
from asr.text.script import plain

__all__ = ["Lexicon", "Readable", "Span", "TimedWord", "heard_range", "plain", "readable", "readable_range"]
