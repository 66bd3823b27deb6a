"""Words with times out of a line such as ``我 住 | 三号楼``: a word takes 0.2 s, ``|`` is a pause of 0.4 s, ``‖`` of 0.8 s."""

from asr.port import Word

PAUSES = {"|": 0.4, "‖": 0.8, "·": 0.2}


def timed(line: str) -> tuple[str, tuple[Word, ...]]:
    words: list[Word] = []
    now = 0.0
    for part in line.split():
        if part in PAUSES:
            now += PAUSES[part]
        else:
            words.append(Word(text=part, t0=now, t1=now + 0.2, confidence=1.0))
            now += 0.2
    return "".join(word.text for word in words), tuple(words)
