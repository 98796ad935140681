"""How many yuan a 万元 is stands in one place: a factor that is written again is sooner or later written wrong."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src/keqiao"


def test_ten_thousand_yuan_has_one_name():
    named = re.compile(r"^[A-Z_]+ = (?:Decimal|Fraction)\(10_?000\)$", re.MULTILINE)
    places = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if named.search(path.read_text(encoding="utf-8"))
    ]
    assert places == ["money.py"]
