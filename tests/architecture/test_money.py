"""How many yuan a 万元 is stands in one place: a factor that is written again is sooner or later written wrong."""

import re

from tests.sources import SOURCE, files, text_of


def test_ten_thousand_yuan_has_one_name():
    named = re.compile(r"^[A-Z_]+ = (?:Decimal|Fraction)\(10_?000\)$", re.MULTILINE)
    places = [str(path.relative_to(SOURCE)) for path in files() if named.search(text_of(path))]
    assert places == ["money.py"]
