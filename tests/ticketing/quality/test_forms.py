"""Forms and their versions: what was used stays as it was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from config.errors import Conflict
from tests.ticketing.quality.conftest import Floor
from tests.ticketing.story import NOON, Story
from ticketing.quality import default_form, forms
from ticketing.quality.form import Criterion, FormBody, Group
from ticketing.quality.schemas import FormEdit, FormIn

SHORT = FormBody(groups=(Group(code="g", title="组", weight=1, criteria=(Criterion(code="a", title="甲"),)),))


def make(story: Story, by: str, base: str | None = None) -> str:
    return story.do(lambda uow: forms.make(uow, FormIn(title="短表", body=SHORT, base=base), by=by, at=NOON).id)


def test_the_house_form_is_there_before_anybody_used_it_and_is_written_once(story: Story) -> None:
    [listed] = story.do(forms.listed)
    assert (listed.id, listed.state, listed.used) == (default_form.ID, "in_force", False)
    together = Barrier(3)

    def keep(_n: int) -> None:
        together.wait(10)
        story.do(forms.keep_house_form)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(keep, range(3)))
    assert [form.id for form in story.do(forms.listed)] == [default_form.ID]


def test_a_form_that_was_used_is_never_edited_and_a_new_version_is_made(floor: Floor) -> None:
    floor.review(floor.call())
    me = floor.reviewers[0]
    assert floor.story.do(forms.get, default_form.ID).used
    edit = FormEdit(title="改", body=SHORT, version=1)
    with pytest.raises(Conflict, match="已经用过"):
        floor.story.do(lambda uow: forms.edit(uow, default_form.ID, edit, by=me, at=NOON))
    second = make(floor.story, me, base=default_form.ID)
    floor.story.do(lambda uow: forms.put_in_force(uow, second, 1, by=me, at=NOON))
    first, fresh = floor.story.do(forms.get, default_form.ID), floor.story.do(forms.get, second)
    assert (fresh.family, fresh.number, fresh.state) == (first.family, 2, "in_force")
    assert (first.state, first.body) == ("retired", default_form.BODY), "what was reviewed by it can still be read"
    assert [step.step for step in first.history] == ["retire"]


def test_a_draft_is_edited_until_it_is_used_and_one_of_two_writers_is_told(floor: Floor) -> None:
    me = floor.reviewers[0]
    draft = make(floor.story, me)
    edit = FormEdit(title="更好", body=SHORT, version=1)
    floor.story.do(lambda uow: forms.edit(uow, draft, edit, by=me, at=NOON))
    with pytest.raises(Conflict, match="更新"):
        floor.story.do(lambda uow: forms.edit(uow, draft, edit, by=me, at=NOON))


def test_a_form_that_is_not_in_force_is_not_used(floor: Floor) -> None:
    draft = make(floor.story, floor.reviewers[0])
    floor.call()
    with pytest.raises(Conflict, match="没有启用"):
        floor.sample(form=draft)
