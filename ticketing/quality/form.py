"""A review form as a value: groups of criteria with their weights, and what makes it one that can be filled in. Pure."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.errors import BadInput
from ticketing.schema import Schema

MAX_GROUPS, MAX_CRITERIA, MAX_POINTS = 12, 60, 20
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Weight = Annotated[int, Field(ge=1, le=100)]


class Criterion(Schema):
    """``yes_no`` is kept or not, ``points`` gives 0 to ``most``. ``fatal``: not kept, the whole review has no points.

    ``optional``: it may not apply to a call (不适用), and is then left out of group and total.
    """

    code: Code
    title: Title
    hint: Annotated[str, Field(max_length=300)] = ""
    kind: Literal["yes_no", "points"] = "yes_no"
    weight: Weight = 1
    most: Annotated[int, Field(ge=1, le=MAX_POINTS)] = 5
    fatal: bool = False
    optional: bool = True


class Group(Schema):
    code: Code
    title: Title
    weight: Weight
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=MAX_CRITERIA)]


class FormBody(Schema):
    """Groups weigh against each other, criteria within their group; no weight needs to add up to anything."""

    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=MAX_GROUPS)]

    def criteria(self) -> Iterator[Criterion]:
        for group in self.groups:
            yield from group.criteria


def checked(body: FormBody) -> FormBody:
    """BadInput, in words, for what no reviewer could fill in: codes twice, a fatal item in points, too many criteria."""
    codes = [one.code for one in body.criteria()]
    groups = [one.code for one in body.groups]
    twice = next((code for code in (*codes, *groups) if codes.count(code) > 1 or groups.count(code) > 1), None)
    if twice is not None:
        raise BadInput(f"代码“{twice}”用了两次。", "每个分组、每个评分项的代码须各不相同。")
    if len(codes) > MAX_CRITERIA:
        raise BadInput(f"评分项不能超过{MAX_CRITERIA}个。", "请合并或删减。")
    pointed = next((one.title for one in body.criteria() if one.fatal and one.kind != "yes_no"), None)
    if pointed is not None:
        raise BadInput(f"“{pointed}”是一票否决项，只能是“是/否”。", "请改为“是/否”或取消一票否决。")
    return body
