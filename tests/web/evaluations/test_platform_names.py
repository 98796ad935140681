"""Platforms by name or not at all."""

from keqiao.web.evaluations.platform_names import names

ROWS = [(f"P{number:02d}", f"名{number}") for number in range(13)]


def test_all_by_name():
    shown = names(ROWS, None)
    assert [shown[code] for code, _name in ROWS] == [name for _code, name in ROWS]
    assert all(shown.is_open(code) for code, _name in ROWS)
    assert not shown.hides


def test_others_have_no_name_and_stay_closed():
    shown = names(ROWS, ["P01"])
    assert shown["P01"] == "名1"
    assert len({shown[code] for code, _name in ROWS if code != "P01"}) == 1
    assert [code for code, _name in ROWS if shown.is_open(code)] == ["P01"]
    assert shown.hides
    assert shown.tells_parts


def test_a_code_from_elsewhere_does_not_slip_through():
    shown = names(ROWS, ["P99"])
    assert not shown.is_open("P99")
    assert shown["P77"] != "P77"
    assert not shown.tells_parts
