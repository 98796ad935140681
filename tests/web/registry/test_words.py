"""Names in the order of pinyin, initials of every reading, and what the search compares."""

import pytest

from keqiao.web.registry import models as m
from keqiao.web.registry.words import initials, name_key, pinyin_order, readings, searchable


def test_names_stand_by_syllable_and_tone():
    names = [
        "储能研究院",
        "示范云院",
        "示范储院",
        "示范农院",
        "示范冶院",
        "示范启院",
        "阿尔法",
        "Beta",
        "3D打印",
    ]
    ordered = [
        "3D打印",
        "阿尔法",
        "Beta",
        "储能研究院",
        "示范储院",
        "示范农院",
        "示范启院",
        "示范冶院",
        "示范云院",
    ]
    assert sorted(names, key=pinyin_order) == ordered
    assert all(
        key == "".join(filter(str.isalnum, key)).lower() and key.isascii() for key in map(pinyin_order, names)
    )


def test_lists_of_both_databases_have_that_order(roles, officer_client):
    for name in ("示范云", "示范储", "示范农", "示范冶", "示范启"):
        m.Organisation.objects.create(name=name)
    expected = ["示范储", "示范农", "示范启", "示范冶", "示范云"]
    assert [row.name for row in m.Organisation.objects.filter(name__startswith="示范")] == expected
    for sort, names in (("name", expected), ("-name", expected[::-1])):
        page = officer_client.get(f"/registers/organisations/?sort={sort}&column=name").content.decode()
        assert sorted(names, key=page.index) == names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("长荡湖实验室", ("zdhsys", "cdhsys")),
        ("重庆院", ("cqy",)),
        ("银行", ("yh",)),
        ("示范(溧阳)", ("sfly",)),
    ],
)
def test_every_reading_is_found(text, wanted):
    assert set(wanted) <= set(readings(text)) and initials(text) == wanted[0]


def test_width_and_signs_do_not_hide_a_name():
    assert "示范(溧阳)" in searchable(["示范（溧阳）"]) and "abc" in searchable(["ＡＢＣ"])
    assert name_key("示范（溧阳）科技有限公司") == name_key("示范(溧阳) 科技有限责任公司")
    assert name_key("示范研究院") != name_key("示范研究院有限公司")
