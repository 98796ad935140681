"""Valid-looking identifiers for invented things: credit codes and patent application numbers with right check digits.

The administrative divisions are fictional (no province has the prefix 99), so that no generated code can be a real
unit's code.
"""

from __future__ import annotations

from datetime import date

from stdnum.cn import uscc

CITY_DIVISION = "990101"
OUTSIDE_DIVISION = "990201"

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT_KINDS = {"invention": "1", "utility": "2", "design": "3"}


def organisation_code(number: int) -> str:
    """Nine characters by GB 11714: eight digits and the check character (weights 3 7 9 10 5 8 4 2, modulo 11)."""
    body = f"{number:08d}"
    check = (11 - sum(int(c) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True)) % 11) % 11
    return body + ("X" if check == 10 else str(check))


def credit_code(prefix: str, division: str, number: int) -> str:
    """A unified social credit code by GB 32100-2015; ``prefix`` is 12, 52 or 91, after the legal form."""
    body = prefix + division + organisation_code(number)
    return body + uscc.calc_check_digit(body)


def patent_number(kind: str, filed_on: date, serial: int) -> str:
    """An application number as in use since October 2003: year, kind, seven digits, point, check digit."""
    body = f"{filed_on.year}{_PATENT_KINDS[kind]}{serial:07d}"
    check = sum(int(c) * w for c, w in zip(body, _PATENT_WEIGHTS, strict=True)) % 11
    return f"{body}.{'X' if check == 10 else check}"
