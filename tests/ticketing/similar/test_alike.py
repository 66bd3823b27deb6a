"""When two matters are alike, and that each reason is said."""

import json
from pathlib import Path

from ticketing.directory import load_city
from ticketing.similar.alike import ENOUGH, Matter, Rarity, likeness, reasons

LAMP = Matter(
    text="单元门口的路灯坏了三天晚上看不见",
    category="0101010101",
    category_name="路灯不亮",
    place="桥头小区",
    street="S1",
    detail="3号楼",
    numbers=frozenset({"16400000001"}),
)
RARITY = Rarity([LAMP.text, "工地夜里施工吵得睡不着", "垃圾没人清运臭味很大", "停水两天没有通知"])


def said(**other: object) -> Matter:
    fields = {name: getattr(LAMP, name) for name in LAMP.__slots__} | {"numbers": frozenset()} | other
    return Matter(**fields)


def test_the_same_place_kind_and_words_are_alike_and_each_is_a_reason() -> None:
    again = said(text="路灯不亮好几天了门口黑漆漆的")
    assert likeness(again, LAMP, RARITY) >= ENOUGH
    why = reasons(again, LAMP, RARITY)
    assert [one.kind for one in why] == ["place", "category", "text"]
    assert [one.text for one in why] == ["同一地点：桥头小区3号楼", "同一事项：路灯不亮", "相同字词：路灯"]


def test_another_street_is_another_matter_whatever_was_said() -> None:
    assert likeness(said(place="河西新村", street="S2"), LAMP, RARITY) < ENOUGH


def test_an_unknown_place_needs_the_same_words() -> None:
    assert likeness(said(place="", street="", detail=""), LAMP, RARITY) >= ENOUGH
    assert likeness(said(place="", street="", detail="", text="停水两天了"), LAMP, RARITY) < ENOUGH


def test_the_same_place_alone_is_not_enough() -> None:
    assert likeness(said(category="0301010101", text="停水两天没有通知"), LAMP, RARITY) < ENOUGH


def test_another_building_of_the_estate_counts_less() -> None:
    assert likeness(said(detail="5号楼"), LAMP, RARITY) < likeness(said(), LAMP, RARITY)


def test_object_and_number_are_reasons_of_their_own() -> None:
    bus = Matter(text="26路公交车等了半小时不来", object="26路公交车", numbers=LAMP.numbers)
    found = reasons(bus, Matter(text="26路公交车甩站不停", numbers=LAMP.numbers), RARITY)
    assert {"object", "caller"} <= {why.kind for why in found}


def test_words_said_of_anything_are_no_reason() -> None:
    assert reasons(Matter(text="希望尽快处理这个问题"), Matter(text="希望有关部门尽快处理"), RARITY) == ()


def test_the_shared_calls_are_all_different_matters_and_each_is_found_again(shared_data: Path) -> None:
    """Compared with tickets that say the same in an official's words."""
    city = load_city(str(shared_data / "city"))
    calls = [json.loads(line) for line in (shared_data / "calls-zh.jsonl").read_text("utf-8").splitlines()]
    placed = [
        call for call in calls if call["facts"]["place"] and call["facts"]["place"]["gazetteer"] and call["facts"]["matter"]
    ]
    heard = [_matter(call, " ".join(turn["text"] for turn in call["turns"] if turn["who"] == "citizen"), city) for call in placed]
    written = [_matter(call, call["facts"]["matter"] + (call["facts"]["wish"] or ""), city) for call in placed]
    rarity = Rarity([matter.text for matter in written])
    scores = [[likeness(one, other, rarity) for other in written] for one in heard]
    found = sum(row[i] >= ENOUGH and max(row) == row[i] for i, row in enumerate(scores))
    wrong = sum(score >= ENOUGH for i, row in enumerate(scores) for j, score in enumerate(row) if i != j)
    print(f"\nfound again {found} of {len(placed)}, wrongly alike {wrong}")
    assert found >= 0.95 * len(placed)
    assert wrong <= 3


def _matter(call: dict[str, object], text: str, city: object) -> Matter:
    facts = call["facts"]
    assert isinstance(facts, dict)
    place = facts["place"]
    return Matter(
        text=text.replace(" ", ""), category=facts["category_code"] or "", place=place["gazetteer"], street=place["street"]
    )
