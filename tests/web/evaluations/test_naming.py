"""Platforms by name or under a stand-in."""

from django.utils import translation

from keqiao.web.evaluations.naming import names

ROWS = [(f"P{number:02d}", f"名{number}") for number in range(13)]


def test_all_by_name():
    shown = names(ROWS, None)
    assert [shown[code] for code, _name in ROWS] == [name for _code, name in ROWS]
    assert all(shown.is_open(code) for code, _name in ROWS)
    assert not shown.hides


def test_others_get_stems_in_order_and_stay_closed():
    with translation.override("zh-hans"):
        shown = names(ROWS, ["P01"])
        assert [shown[code] for code, _name in ROWS[:4]] == ["平台甲", "名1", "平台乙", "平台丙"]
        assert len({shown[code] for code, _name in ROWS}) == len(ROWS)
    assert shown.is_open("P01")
    assert not shown.is_open("P00")
    assert shown.hides


def test_letters_in_english():
    with translation.override("en"):
        assert names(ROWS, [])["P00"] == "Platform A"


def test_a_code_from_elsewhere_does_not_slip_through():
    shown = names(ROWS, ["P99"])
    assert not shown.is_open("P99")
    assert shown["P77"] != "P77"
