"""Units of practice in English."""

import pytest

from keqiao.engine.schemes import load_scheme, packaged
from keqiao.engine.schemes.unit_names import unit_name


@pytest.mark.parametrize(
    ("unit", "english"),
    [
        ("万元", "10k yuan"),
        ("件/百人年", "items per 100 person-years"),
        ("万元/人", "10k yuan per person"),
        ("%", "%"),
        ("微克", "微克"),
    ],
)
def test_a_unit_in_english(unit: str, english: str):
    """Quotients part by part; an unknown word stays as it is written."""
    assert unit_name(unit).in_language("en") == english
    assert unit_name(unit).in_language("zh") == unit


@pytest.mark.parametrize("code", sorted(packaged()))
def test_every_unit_of_the_packaged_schemes_has_english(code: str):
    """An English reader of a result finds no Chinese unit."""
    scheme = load_scheme(packaged()[code])
    units = {leaf.unit for leaf in scheme.leaves()} | {measure.unit for measure in scheme.measures}
    assert not [unit for unit in units if unit and not unit_name(unit).in_language("en").isascii()]
