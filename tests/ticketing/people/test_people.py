"""Accounts and sign-in: locked after five misses, nothing readable in the database, always one administrator."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, TooManyTries
from tests.ticketing.story import NOON, PASSWORD, Story
from ticketing.people import demo, passwords
from ticketing.people import service as people
from ticketing.people.lockout import WINDOW, locked_until
from ticketing.people.models import PersonRow, SignInRow
from ticketing.people.schemas import PersonIn, PersonPatch

SECOND = timedelta(seconds=1)


def miss(story: Story, username: str, at: datetime) -> None:
    with pytest.raises(NotSignedIn):
        story.do(people.sign_in, username, "wrong", at)


def test_five_misses_lock_for_fifteen_minutes_also_with_the_right_password(story: Story) -> None:
    story.person("a1")
    for n in range(5):
        miss(story, "a1", NOON + n * SECOND)
    last = NOON + 4 * SECOND
    with pytest.raises(TooManyTries, match="锁定"):
        story.do(people.sign_in, "a1", PASSWORD, last + WINDOW - SECOND)
    assert story.do(people.sign_in, "a1", PASSWORD, last + WINDOW).me.username == "a1"


def test_a_username_that_does_not_exist_is_locked_the_same(story: Story) -> None:
    for n in range(5):
        miss(story, "nobody", NOON + n * SECOND)
    with pytest.raises(TooManyTries):
        story.do(people.sign_in, "nobody", "x", NOON + 6 * SECOND)


def test_a_password_is_compared_while_somebody_writes_and_not_again_while_signing_in(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.person("a1")
    with story.database.unit_of_work() as writer:
        writer.emit("held", {})
        writer.session.flush()
        with story.database.reading() as reader:
            checked = people.check_password(reader, " a1 ", PASSWORD, NOON)
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("compared again"))
    assert story.do(people.sign_in, "a1", PASSWORD, NOON, checked=checked).me.username == "a1"


def test_a_password_that_was_changed_since_it_was_compared_does_not_sign_in(story: Story) -> None:
    person = story.person("a1")
    with story.database.reading() as reader:
        checked = people.check_password(reader, "a1", PASSWORD, NOON)
    story.do(people.change_password, person, PASSWORD, "Another-one-88")
    with pytest.raises(NotSignedIn):
        story.do(people.sign_in, "a1", PASSWORD, NOON, checked=checked)


def test_a_locked_account_is_not_even_compared(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.person("a1")
    for n in range(5):
        miss(story, "a1", NOON + n * SECOND)
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("compared"))
    with story.database.reading() as reader, pytest.raises(TooManyTries):
        people.check_password(reader, "a1", PASSWORD, NOON + 6 * SECOND)


@pytest.mark.parametrize(
    ("minutes", "locked"),
    [((4, 3, 2, 1, 0), True), ((3, 2, 1, 0), False), ((16, 3, 2, 1, 0), False), ((15, 3, 2, 1, 0), True)],
)
def test_the_rule_counts_five_misses_within_the_window(minutes: tuple[int, ...], locked: bool) -> None:
    attempts = sorted(((NOON - timedelta(minutes=m), False) for m in minutes), reverse=True)
    assert (locked_until(attempts, NOON + SECOND) is not None) is locked


def test_a_success_between_misses_begins_the_count_anew() -> None:
    attempts = [(NOON - n * SECOND, n == 3) for n in range(5)]
    assert locked_until(attempts, NOON + SECOND) is None


def test_a_session_ends_by_time_by_signing_out_and_by_a_new_password(story: Story) -> None:
    person = story.person("a1")
    first = story.do(people.sign_in, "a1", PASSWORD, NOON, 1.0)
    assert story.do(people.who, first.token, NOON + timedelta(minutes=59)).id == person
    with pytest.raises(NotSignedIn):
        story.do(people.who, first.token, NOON + timedelta(hours=1))
    second = story.do(people.sign_in, "a1", PASSWORD, NOON)
    story.do(people.sign_out, second.token, NOON)
    story.do(people.sign_out, "no such token", NOON)
    third = story.do(people.sign_in, "a1", PASSWORD, NOON)
    story.do(people.change, person, PersonPatch(password="Another-River-8"))
    for token in (second.token, third.token, "forged"):
        with pytest.raises(NotSignedIn):
            story.do(people.who, token, NOON)


def test_a_password_of_ones_own_ends_the_other_sessions_only(story: Story) -> None:
    person = story.person("a1")
    here, elsewhere = (story.do(people.sign_in, "a1", PASSWORD, NOON).token for _ in range(2))
    story.do(people.change_password, person, PASSWORD, "Another-River-8", keep=here)
    assert story.do(people.who, here, NOON).id == person
    with pytest.raises(NotSignedIn):
        story.do(people.who, elsewhere, NOON)


def test_a_person_who_is_switched_off_is_out(story: Story) -> None:
    story.do(people.first_admin)
    person = story.person("a1")
    token = story.do(people.sign_in, "a1", PASSWORD, NOON).token
    story.do(people.change, person, PersonPatch(active=False))
    with pytest.raises(NotSignedIn):
        story.do(people.who, token, NOON)
    with pytest.raises(NotSignedIn):
        story.do(people.sign_in, "a1", PASSWORD, NOON)


def test_neither_password_nor_token_stands_in_the_database(story: Story) -> None:
    story.person("a1")
    token = story.do(people.sign_in, "a1", PASSWORD, NOON).token
    hashes = story.do(lambda uow: (*uow.session.scalars(select(PersonRow.password_hash)),))
    tokens = story.do(lambda uow: (*uow.session.scalars(select(SignInRow.token_hash)),))
    assert all(stored.startswith("$argon2id$") for stored in hashes)
    assert token not in tokens


def test_the_first_administrator_is_made_once_and_must_change_the_password(story: Story) -> None:
    made = story.do(people.first_admin)
    assert made is not None
    me = story.do(people.sign_in, *made, NOON).me
    assert (me.roles, me.must_change_password) == (("admin",), True)
    assert story.do(people.first_admin) is None
    assert not story.do(people.change_password, me.id, made[1], "A-new-one-77").must_change_password
    story.do(people.sign_in, "admin", "A-new-one-77", NOON)


def test_the_last_administrator_stays(story: Story) -> None:
    story.do(people.first_admin)
    admin = story.do(people.list_people)[0]
    for patch in (PersonPatch(active=False), PersonPatch(roles=("agent",))):
        with pytest.raises(Conflict, match="最后一个"):
            story.do(people.change, admin.id, patch)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "x" * 129])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        passwords.hash_password(password)


def test_a_wrong_or_unchanged_password_changes_nothing(story: Story) -> None:
    person = story.person("a1")
    with pytest.raises(NotAllowed):
        story.do(people.change_password, person, "wrong", "Another-River-8")
    with pytest.raises(BadInput):
        story.do(people.change_password, person, PASSWORD, PASSWORD)


def test_a_phone_is_the_browser_or_a_sip_address(story: Story) -> None:
    person = story.person("a1")
    assert story.do(people.set_phone, person, "sip:1001@127.0.0.1").phone == "sip:1001@127.0.0.1"
    with pytest.raises(BadInput):
        story.do(people.set_phone, person, "1001")


def test_an_account_needs_a_free_name_and_a_unit_that_exists(story: Story) -> None:
    story.person("a1")
    with pytest.raises(Conflict, match="a1"):
        story.person("a1")
    with pytest.raises(NotFound):
        story.do(people.create, PersonIn(username="h1", name="孙", roles=("handler",), unit="nowhere"))


def test_a_patch_changes_only_what_it_names(story: Story) -> None:
    person = story.person("l1", "leader", unit="Q-CG")
    changed = story.do(people.change, person, PersonPatch(queues=("grid",))) if story.do(people.first_admin) else None
    assert changed is not None
    assert (changed.queues, changed.unit, changed.roles) == (("grid",), "Q-CG", ("leader",))
    assert story.do(people.change, person, PersonPatch(unit=None)).unit is None


def test_the_demo_people_are_made_once_and_can_sign_in(story: Story) -> None:
    made = story.do(demo.seed, PASSWORD)
    assert {role for person in made.values() for role in person.roles} >= {"agent", "leader", "supervisor", "handler"}
    assert story.do(demo.seed, "Something-else-9") == made
    assert not story.do(people.sign_in, "leader1", PASSWORD, NOON).me.must_change_password
