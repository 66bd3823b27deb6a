"""A script's steps: what the agent says, and where the caller's answer leads. Read, written and checked as plain lines. Pure.

A step is written ``1. 您好，请问怎么称呼？ [愿意说→2；不愿意→3]``; without brackets the next line follows, ``[结束]`` ends.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from ticketing.schema import Schema

MOST_STEPS = 30
MOST_BRANCHES = 4
LONGEST_STEP = 600
LONGEST_ANSWER = 20
END = "结束"
_NUMBER = re.compile(r"(\d{1,2})\s*[.．、]")
_WAYS = re.compile(r"[\[［]([^\[\]［］]*)[\]］]\Z")
_ARROW = re.compile(r"→|->")
_TO = re.compile(r"\d{1,2}|结束")


class ScriptBranch(Schema):
    """``answer`` is what the caller says (empty: whatever it is), ``to`` the step that follows; None ends the script."""

    answer: Annotated[str, Field(max_length=LONGEST_ANSWER)] = ""
    to: int | None = None


class ScriptStep(Schema):
    number: Annotated[int, Field(ge=1, le=99)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_STEP)]
    branches: Annotated[tuple[ScriptBranch, ...], Field(max_length=MOST_BRANCHES)] = ()


Steps = Annotated[tuple[ScriptStep, ...], Field(max_length=MOST_STEPS)]


def parsed(text: str) -> tuple[tuple[ScriptStep, ...], tuple[str, ...]]:
    """The steps that the lines say, and what is wrong with them in sentences; the step after one without brackets is the next."""
    wrong: list[str] = []
    lines = [line for line in text.splitlines() if line.strip()]
    found = [step for n, line in enumerate(lines, 1) if (step := _step(n, line, wrong)) is not None]
    followed = tuple(
        step if step.branches else step.model_copy(update={"branches": (ScriptBranch(to=after.number if after else None),)})
        for step, after in zip(found, [*found[1:], None], strict=False)
    )
    return followed, tuple(wrong) or mistakes(followed)


def written(steps: Sequence[ScriptStep]) -> str:
    """The lines that `parsed` reads the same steps from."""
    return "\n".join(f"{step.number}. {step.text} [{'；'.join(map(_branch, step.branches))}]" for step in steps)


def mistakes(steps: Sequence[ScriptStep]) -> tuple[str, ...]:
    """Empty for steps that can be walked: all are reached, each leads somewhere, and from each there is a way to the end."""
    return tuple(_mistakes(steps))


def _mistakes(steps: Sequence[ScriptStep]) -> Iterator[str]:
    if not steps:
        yield "话术没有步骤。"
        return
    if len(steps) > MOST_STEPS:
        yield f"步骤最多{MOST_STEPS}个。"
    known = {step.number: step for step in steps}
    if len(known) < len(steps):
        yield "有步骤用了相同的序号。"
    for step in steps:
        yield from _of_step(step, known)
    reached = _reached(steps[0].number, known)
    yield from (f"第{number}步没有步骤通到它。" for number in known if number not in reached)
    yield from (f"第{number}步走不到结束。" for number in known if not _ends(number, known))


def _of_step(step: ScriptStep, known: Mapping[int, ScriptStep]) -> Iterator[str]:
    if len(step.branches) > MOST_BRANCHES:
        yield f"第{step.number}步的分支最多{MOST_BRANCHES}个。"
    if len(step.branches) > 1 and not all(branch.answer for branch in step.branches):
        yield f"第{step.number}步有几个去向，请写明各自的回答。"
    yield from (
        f"第{step.number}步通向第{branch.to}步，但没有这一步。"
        for branch in step.branches
        if branch.to is not None and branch.to not in known
    )


def _reached(start: int, known: Mapping[int, ScriptStep]) -> set[int]:
    seen, waiting = set[int](), [start]
    while waiting:
        number = waiting.pop()
        if number in seen or number not in known:
            continue
        seen.add(number)
        waiting += [branch.to for branch in known[number].branches if branch.to]
    return seen


def _ends(number: int, known: Mapping[int, ScriptStep]) -> bool:
    ways = [known[one].branches for one in _reached(number, known)]
    return any(not branches or any(branch.to is None for branch in branches) for branches in ways)


def _step(n: int, line: str, wrong: list[str]) -> ScriptStep | None:
    """By plain cuts, so that a line of nothing but spaces takes no longer than any other."""
    line = line.strip()
    number = _NUMBER.match(line)
    said = line[number.end() :].strip() if number else ""
    ways = _WAYS.search(said)
    text = said[: ways.start()].rstrip() if ways else said
    if number is None or not text:
        wrong.append(f"第{n}行看不懂，请写成“1. 要说的话 [是→2；否→3]”。")
        return None
    if len(text) > LONGEST_STEP:
        wrong.append(f"第{n}行超过{LONGEST_STEP}个字。")
        return None
    branches = [_way(part) for part in re.split("[；;]", ways[1])] if ways and ways[1] else []
    if not all(branches):
        wrong.append(f"第{n}行方括号里的去向看不懂，请写成“[是→2；否→{END}]”。")
        return None
    if len(branches) > MOST_BRANCHES:
        wrong.append(f"第{n}行的分支最多{MOST_BRANCHES}个。")
        return None
    return ScriptStep(number=int(number[1]), text=text, branches=tuple(way for way in branches if way))


def _way(part: str) -> ScriptBranch | None:
    """``是→2``, ``2`` or ``结束``; None for anything else."""
    *before, to = _ARROW.split(part)
    answer = "→".join(before).strip()
    if len(answer) > LONGEST_ANSWER or not _TO.fullmatch(to.strip()):
        return None
    return ScriptBranch(answer=answer, to=None if to.strip() == END else int(to.strip()))


def _branch(branch: ScriptBranch) -> str:
    to = END if branch.to is None else str(branch.to)
    return f"{branch.answer}→{to}" if branch.answer else to
