"""Thousands of damaged workbooks: each is planned, or refused in words; never an exception, never a written figure."""

import os

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keqiao.web.imports.models import ImportPlan
from keqiao.web.returns.models import Cell, Step
from keqiao.web.returns.uploading.planning import plan_upload

from .damage import damaged
from .workbooks import downloaded, filled, fresh

COUNT = int(os.environ.get("KEQIAO_FUZZED_WORKBOOKS", "500"))
"""All 5 000 are run with KEQIAO_FUZZED_WORKBOOKS=5000."""


def good(world):
    values = {"market_income": 120.5, "total_expenditure": {"value": 300, "comment": "含设备"}}
    return filled(downloaded(world.clerk_1, world.form), values)


def test_damaged_workbooks_are_answered_in_words(read_here, opened):
    form = fresh(opened.form)
    content, answers = good(opened), {"planned": 0, "refused": 0}
    for number, bad in enumerate(damaged(content, COUNT, seed=20260401)):
        try:
            plan = plan_upload(opened.clerk_1, form.collection, form, bad)
        except (ValidationError, PermissionDenied) as error:
            words = " ".join(getattr(error, "messages", [str(error)]))
            assert 5 < len(words) < 2000, (number, words)
            assert "Traceback" not in words
            answers["refused"] += 1
        except BaseException as error:
            pytest.fail(f"workbook {number}: {type(error).__name__}: {error}")
        else:
            assert {line.code for line in plan.lines if line.state == "changed"} <= {
                item.measure.code for item in form.collection.items.select_related("measure")
            }
            answers["planned"] += 1
    assert answers["planned"]
    assert answers["refused"] > COUNT // 4
    assert not Cell.objects.filter(origin="typed").exclude(value=None).exists()
    assert not Step.objects.exists()


def test_damaged_workbooks_never_break_the_page(read_here, opened):
    client = Client(raise_request_exception=False)
    client.force_login(opened.clerk_1, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/returns/{opened.form.pk}/upload/"
    for number, bad in enumerate(damaged(good(opened), 50, seed=7)):
        answer = client.post(address, {"file": SimpleUploadedFile(f"坏{number}.xlsx", bad)})
        assert answer.status_code in {302, 422}, number
        if answer.status_code == 302:
            assert client.get(answer.url).status_code == 200
            upload = ImportPlan.objects.latest("pk")
            assert client.get(f"/imports/{upload.pk}/errors.xlsx").status_code in {200, 422}
    assert not Cell.objects.filter(origin="typed").exclude(value=None).exists()
