"""Every operation on returns × every role × the own and another unit's form, against the table in access.yaml."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from tests.web.conftest import ROLES
from tests.web.papers import PDF
from tests.web.returns.conftest import collection_of
from tests.web.savepoints import savepoint

from keqiao.web.accounts.models import User
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.services import plan_file
from keqiao.web.returns.models import CheckRule, Return, UnlockRequest
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.uploading.books import form_workbook
from keqiao.web.returns.uploading.importer import FORM_IMPORTER
from keqiao.web.site.api import api

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text(encoding="utf-8"))["kinds"]
WHO = {operation: kind["who"] for kind in TABLE.values() for operation in kind["operations"]}
SENT = {
    "writeCells": ("patch", "cells", {"cells": {"market_income": {"value": "5"}}}),
    "explainFinding": ("post", "explanations", {"check": "x", "text": "y"}),
    "submitReturn": ("post", "submit", {"signed_by": "王院长"}),
    "verifyReturn": ("post", "verify", {"code": "market_income", "value": "5", "reason": "核定"}),
    "doubt_cellReturn": ("post", "doubt-cell", {"reasons": {"market_income": "核对"}}),
    "reassignReturn": ("post", "reassign", {"reviewer": "officer_3"}),
    "extendReturn": ("post", "extend", {"due_on": "2024-05-01", "reason": "搬迁"}),
}
PATHS = tuple(f"/api/v1/{name}" for name in ("collections", "returns", "uploads", "checks"))
CHECK = {"title": "收入不为负", "expression": "market_income >= 0"}
SENT |= {
    "reportAnew": ("post", "anew", {"code": "market_income", "reason": "有误"}),
    "detachEvidence": ("delete", "evidence", {"code": "market_income", "sha256": "0" * 64}),
    "makeCheck": ("post", "", CHECK),
    "changeCheck": ("put", "", CHECK),
}
FILES = {"attachEvidence": {"codes": "market_income"}, "uploadWorkbook": {}}
STATE_FOR = {
    "writeCells": "fill",
    "explainFinding": "explain",
    "attachEvidence": "attach",
    "detachEvidence": "detach",
    "reportAnew": "fill",
}


@cache
def described() -> dict[str, tuple[str, str]]:
    """Operation → (method, path) of everything on returns."""
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {
        operation["operationId"]: (method, path)
        for path, methods in paths.items()
        if path.startswith(PATHS)
        for method, operation in methods.items()
    }


def test_every_operation_stands_in_the_table():
    assert set(described()) == set(WHO)


def ask(client, operation: str, form: Return, officer: User, upload: ImportPlan) -> int:
    """Send the operation with the form in a state in which it is possible; ``upload`` is one of it."""
    method, path = described()[operation]
    action = STATE_FOR.get(operation, operation.removesuffix("Return"))
    if action in RETURNS.by_name:
        Return.objects.filter(pk=form.pk).update(state=RETURNS.by_name[action].at[0])
    if action in {"grant_unlock", "refuse_unlock"}:
        UnlockRequest.objects.get_or_create(form=form, version=1, requested_by=officer, reason="漏计一笔")
    keys = {
        "form_id": form.pk,
        "collection_id": form.collection_id,
        "code": "check_x",
        "upload_id": upload.pk,
    }
    address = path.format(**keys)
    if method == "get":
        return client.get(address).status_code
    if operation in FILES:
        file = SimpleUploadedFile("报告.pdf", PDF)
        return client.post(address, FILES[operation] | {"file": file}).status_code
    if operation in {"passClean", "lockCollection"}:
        return client.post(address, {"forms": [form.pk]}, content_type="application/json").status_code
    given = SENT.get(operation, (method, "", {"reason": "示范"} if action in RETURNS.by_name else {}))[2]
    return getattr(client, method)(address, given, content_type="application/json").status_code


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_role_does_what_the_table_says(role, opened, client_of, user_with, read_here):
    client = client_of(user_with(role, unit=opened.P01.unit, username="asking")) if role else Client()
    client.raise_request_exception = False
    wrong = []
    collection_of(opened, platforms=[opened.P02], title="只问平台2")
    CheckRule.objects.create(code="check_x", **CHECK)
    alone = Return.objects.get(collection__title="只问平台2")
    officer = opened.officer_1
    uploads = {
        form: plan_file(officer, FORM_IMPORTER, str(form.pk), "x.xlsx", form_workbook(officer, form))
        for form in (opened.form, alone)
    }
    for operation, who in WHO.items():
        reach = who.get(role or "", "none")
        for form, whose in ((opened.form, "own"), (alone, "foreign")):
            allowed = reach == "all" or (reach == "own" and whose == "own")
            sender = client.user if allowed else officer
            with savepoint():
                ImportPlan.objects.filter(pk=uploads[form].pk).update(by=sender)
                status = ask(client, operation, form, officer, uploads[form])
                transaction.set_rollback(True)
            if operation.startswith("list"):
                allowed = reach != "none" and (allowed or operation != "listFindings")
            # 422: the action is open to the role, what was sent does not suffice; a collection is open already.
            good = {200, 403} if operation in {"openCollection", "closeCollection"} else {200, 201, 422}
            absent = {403, 404, 422} if operation in {"prepareCollection", "makeCheck"} else {403, 404}
            refused = absent if role else {401}
            if status not in (good if allowed else refused):
                wrong.append(f"{operation} {whose}: {status}, allowed: {allowed}")
    assert not wrong


@pytest.mark.parametrize("role", ["platform_clerk", "platform_director", "congress", "system_admin"])
def test_another_units_form_looks_like_none(role, opened, client_of, user_with):
    client = client_of(user_with(role, unit=opened.P01.unit, username="asking"))
    for path in ("", "/history", "/findings"):
        there = client.get(f"/api/v1/returns/{opened.other.pk}{path}")
        absent = client.get(f"/api/v1/returns/999999999{path}")
        assert (there.status_code, there.json()) == (absent.status_code, absent.json())
