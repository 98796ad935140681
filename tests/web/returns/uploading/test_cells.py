"""Figures of a workbook: read as the page reads them, exact, with a word where they look otherwise."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keqiao.web.imports.models import ImportPlan
from keqiao.web.returns.uploading.planning import plan_upload

from .workbooks import downloaded, filled, fresh


def planned(world, value, code="market_income"):
    form = fresh(world.form)
    plan = plan_upload(
        world.clerk_1, form.collection, form, filled(downloaded(world.clerk_1, world.form), {code: value})
    )
    return next(line for line in plan.lines if line.code == code)


@pytest.mark.parametrize(
    ("value", "yuan", "listed"),
    [
        ("420.1万元", "4201000", True),
        ("450万", "4500000", True),
        ("1,234.5", "12345000", True),
        ("１９０．５", "1905000", True),
        ("\u3000300\u3000", "3000000", True),
        ("1.2亿", "120000000", True),
        ("120.5\u200b", "1205000", True),
        (120.5, "1205000", False),
        (0.1 + 0.2, "3000", False),
        ("123456789.123456", "1234567891234.56", True),
    ],
)
def test_is_read_and_listed(opened, value, yuan, listed):
    line = planned(opened, value)
    assert line.state == "changed" and Decimal(line.after[0]) == Decimal(yuan)
    assert bool(line.note) == listed


@pytest.mark.parametrize(
    "value",
    [
        "12,34",
        "265\t412.5",
        "4 2",
        "1,2,3",
        "约300",
        "四",
        "1e5",
        "5000元",
        "30%",
        True,
        1e308,
        1e27,
        1e25,
        1e18,
        "9" * 40,
    ],
)
def test_is_refused_in_words(opened, value):
    line = planned(opened, value)
    assert line.state == "error" and line.faults[0][0] == "value" and len(line.faults[0][1]) > 5


@pytest.mark.parametrize("value", [1e308, 1e27, 1e18, -1e308])
def test_an_absurd_number_breaks_no_page(opened, client_of, value):
    client = client_of(opened.clerk_1)
    content = filled(downloaded(opened.clerk_1, opened.form), {"market_income": value})
    answer = client.post(
        f"/returns/{opened.form.pk}/upload/", {"file": SimpleUploadedFile("a.xlsx", content)}
    )
    assert answer.status_code == 302 and client.get(answer.url).status_code == 200
    kept = ImportPlan.objects.latest("pk")
    kept.lines[0][5] = ["1E+312", False, ""]  # as an earlier version kept it
    kept.save()
    assert client.get(answer.url).status_code == 200
