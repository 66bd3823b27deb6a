from xml.etree import ElementTree

import pytest

from bench.plot import ceiling
from bench.telephony.plot import GROWTHS, growth
from tests.bench.test_figures import a_rung

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 1.0), (0.07, 0.1), (1.0, 1.0), (1.2, 2.0), (2.1, 2.5), (56.0, 100.0), (130.0, 200.0)]
)
def test_a_scale_ends_at_the_next_round_number(highest: float, top: float) -> None:
    assert ceiling(highest) == pytest.approx(top)


def test_each_curve_has_a_point_for_each_load() -> None:
    picture = ElementTree.fromstring(growth([a_rung(20), a_rung(40), a_rung(80)]))
    curves = [line.attrib["points"].split() for line in picture.iter(f"{SVG}polyline")]
    assert len(curves) == sum(len(one.curves) for one in GROWTHS)
    assert {len(points) for points in curves} == {3}


def test_more_calls_stand_further_right_and_a_higher_value_higher() -> None:
    picture = ElementTree.fromstring(growth([a_rung(20, delay_p99_ms=10.0), a_rung(40, delay_p99_ms=50.0)]))
    ways = [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in picture.iter(f"{SVG}polyline")
    ]
    assert all(first[0] < second[0] for first, second in ways)
    assert any(first[1] > second[1] for first, second in ways)
