"""Who leads, who helps, who is told: the rules on plain values, in the built-in city."""

import pytest

from config.errors import BadInput
from ticketing.directory import City, Place, load_city
from ticketing.dispatching.plan import MAX_UNITS, Dispatch, by_type, chosen, completed, district_of, level_of, parallel
from ticketing.dispatching.stage import STAGE_OF, stage_of
from ticketing.tickets.states import STATES


@pytest.fixture(scope="module")
def builtin() -> City:
    return load_city("builtin")


def street(city: City) -> str:
    return next(unit.code for unit in city.units if unit.kind == "territory" and unit.level == "street")


def bureaus(city: City) -> list[str]:
    return [unit.code for unit in city.units if unit.kind == "industry" and unit.level == "city"]


def plan(unit: str, **more: object) -> Dispatch:
    given = {"co_units": (), "basis": "named", "why": "…", "dispatch_level": "city", "level": 3} | more
    return Dispatch(unit=unit, **given)  # type: ignore[arg-type]


def test_what_goes_straight_to_a_street_is_copied_to_its_district(builtin: City) -> None:
    lead = street(builtin)
    district = builtin.units.district_of(lead)
    assert district is not None
    assert completed(builtin, plan(lead), copy_district=True).cc == (district.code,)
    assert completed(builtin, plan(lead), copy_district=False).cc == ()


def test_a_district_that_helps_is_not_copied_as_well(builtin: City) -> None:
    lead = street(builtin)
    district = builtin.units.district_of(lead)
    assert district is not None
    full = completed(builtin, plan(lead, co_units=(district.code,)), copy_district=True)
    assert (full.co_units, full.cc) == ((district.code,), ())


def test_a_bureau_needs_no_copy(builtin: City) -> None:
    assert completed(builtin, plan(bureaus(builtin)[0]), copy_district=True).cc == ()


def test_a_resident_unit_is_told_instead_of_asked(builtin: City) -> None:
    resident = next(unit.code for unit in builtin.units if unit.kind == "liaison")
    one, other = bureaus(builtin)[:2]
    full = completed(builtin, plan(one, co_units=(resident, other)), copy_district=True)
    assert (full.co_units, full.cc) == ((other,), (resident,))


def test_no_unit_stands_twice_in_a_plan(builtin: City) -> None:
    one, other = bureaus(builtin)[:2]
    full = completed(builtin, plan(one, co_units=(one, other, other), cc=(other, one)), copy_district=True)
    assert (full.unit, full.co_units, full.cc) == (one, (other,), ())


def test_a_plan_is_bounded(builtin: City) -> None:
    many = tuple(unit.code for unit in builtin.units if unit.kind != "liaison")[: MAX_UNITS + 2]
    with pytest.raises(BadInput):
        completed(builtin, plan(many[0], co_units=many[1:]), copy_district=False)


def test_side_by_side_the_district_leads_unless_a_city_says_otherwise(builtin: City) -> None:
    place = Place(text="", district=None, street_code=street(builtin), gazetteer=None, detail=None)
    district = district_of(builtin, place)
    bureau = bureaus(builtin)[0]
    assert district is not None
    assert parallel(builtin, place, (bureau,), "territory") == (district.code, bureau)
    assert parallel(builtin, place, (bureau,), "industry") == (bureau, district.code)
    assert parallel(builtin, None, (bureau,), "territory") == ()
    assert parallel(builtin, place, (street(builtin),), "territory") == ()


def test_the_four_steps_each_give_their_basis(city: City) -> None:
    by_directory = chosen(city, "Q-CG", category="0101010101", place=None, level=3)
    assert (by_directory.basis, by_directory.dispatch_level) == ("in_charge", "city")
    first = chosen(city, "S1", category=None, place=None, level=3, first_receiver="S1")
    assert first.basis == "first_receiver"
    named = chosen(city, "Q-HB", category="0101010101", place=None, level=3)
    assert named.basis == "named"
    assert "职责目录建议市城市管理局" in named.why
    fallback = chosen(city, city.directory.fallback, category=None, place=None, level=3)
    assert fallback.basis == "fallback"


def test_a_level_that_there_is_not_is_refused(city: City) -> None:
    with pytest.raises(BadInput):
        chosen(city, "Q-CG", category=None, place=None, level=5)


def test_a_setting_may_give_a_type_to_one_unit(city: City) -> None:
    assert by_type(city, "report", {"report": "Q-HB"}) == "Q-HB"
    assert by_type(city, "complaint", {"report": "Q-HB"}) is None
    assert by_type(city, "report", {"report": "gone"}) is None
    assert by_type(city, None, {"report": "Q-HB"}) is None


def test_the_dispatch_level_is_that_of_the_unit(city: City) -> None:
    assert [level_of(city, code) for code in ("Q-CG", "D1", "S1")] == ["city", "district", "street"]


def test_every_state_stands_in_one_of_the_four_stages() -> None:
    assert set(STAGE_OF) == set(STATES)
    assert stage_of("handling") == "joint_handling"
    assert stage_of("handling", objecting=True) == "joint_study"
    assert stage_of("closed", objecting=True) == "oversight"
