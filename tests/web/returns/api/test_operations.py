"""A return from the opening to the facts through the API alone, with the reasons of refusals."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.web.papers import PDF

from keqiao.web.facts.models import Fact
from keqiao.web.returns.services import filling
from keqiao.web.returns.services.filling import CellEntry


@pytest.fixture
def call(client_of):
    clients = {}

    def ask(user, method, path, given=None):
        client = clients.setdefault(user.username, client_of(user))
        send = getattr(client, method)
        answer = send(
            f"/api/v1{path}", given or {}, **({} if method == "get" else {"content_type": "application/json"})
        )
        return answer.status_code, json.loads(answer.content)

    return ask


def test_from_the_opening_to_the_facts(bureau, call, client_of):
    status, collection = call(
        bureau.officer_1,
        "post",
        "/collections/",
        {
            "title": "2023年度填报",
            "period": "2023",
            "form_number": "科评1表",
            "issuer": "示范市科技局",
            "due_on": "2024-03-31",
            "platforms": ["P01"],
            "items": [{"code": "market_income", "evidence_required": True}, {"code": "rd_headcount"}],
        },
    )
    assert status == 201
    assert [item["derived"] for item in collection["items"]] == [False, True]
    assert call(bureau.officer_1, "post", f"/collections/{collection['id']}/open")[0] == 200
    _, page = call(bureau.clerk_1, "get", "/returns/")
    assert page["total"] == 1
    form = f"/returns/{page['rows'][0]['id']}"

    _, read = call(bureau.clerk_1, "get", form)
    edition = read["cells"][0]["edition"]
    written = {"cells": {"market_income": {"value": "1200000.50", "since": edition}}}
    assert call(bureau.clerk_1, "patch", f"{form}/cells", written) == (200, {"changed": ["market_income"]})
    status, clash = call(
        bureau.director_1,
        "patch",
        f"{form}/cells",
        {"cells": {"market_income": {"value": "7", "since": edition}}},
    )
    assert status == 409
    assert "clerk_1" in clash["detail"]

    status, missing = call(bureau.clerk_1, "post", f"{form}/submit", {"signed_by": "王院长"})
    assert status == 422
    assert missing["detail"]
    stored = client_of(bureau.clerk_1).post(
        f"/api/v1{form}/evidence",
        {
            "codes": "market_income",
            "grade": "B",
            "title": "审计报告",
            "file": SimpleUploadedFile("报告.pdf", PDF),
        },
    )
    assert stored.status_code == 201
    assert call(bureau.clerk_1, "post", f"{form}/submit", {"signed_by": "王院长"})[0] == 200

    status, refused = call(bureau.officer_1, "post", f"{form}/lock")
    assert status == 403
    assert refused["detail"]
    for who, action in (
        (bureau.officer_1, "begin"),
        (bureau.officer_1, "pass-cell"),
        (bureau.officer_1, "pass-first"),
        (bureau.officer_2, "pass-cell"),
        (bureau.officer_2, "pass-second"),
        (bureau.officer_3, "lock"),
    ):
        status, after = call(who, "post", f"{form}/{action}")
        assert status == 200, after
    assert after["state"] == "locked"
    assert not after["actions"]["fill"]["ok"]
    fact = Fact.objects.get()
    assert (fact.value, fact.evidence.get().title) == (Decimal("1200000.50"), "审计报告")
    assert {step["action"] for step in call(bureau.auditor, "get", f"{form}/history")[1]} >= {"fill", "lock"}


@pytest.mark.parametrize(
    "given",
    [
        {"cells": {}},
        {"cells": {"market_income": {"value": "NaN"}}},
        {"cells": {"market_income": {"value": "1e40"}}},
        {"cells": {"market_income": {"valeu": "1"}}},
        {"cells": {"nothing": {"value": "1"}}},
        {"cells": {"a\u0000": {}}},
        {"cells": {"market_income": {"since": 10**12}}},
        {"cells": {"market_income": {"value": "1.005"}}},
        [],
    ],
)
def test_nonsense_is_refused_in_words(opened, call, given):
    status, answer = call(opened.clerk_1, "patch", f"/returns/{opened.form.pk}/cells", given)
    assert status == 422
    assert answer["detail"]


def test_forms_that_changed_since(opened, call):
    _, every = call(opened.officer_1, "get", "/returns/")
    moment = timezone.now()
    assert every["total"] > 1
    assert call(opened.officer_1, "get", "/returns/", {"changed_since": moment.isoformat()})[1]["total"] == 0
    filling.save_cells(opened.clerk_1, opened.form.pk, {"market_income": CellEntry(Decimal(5))})
    _, page = call(opened.officer_1, "get", "/returns/", {"changed_since": moment.isoformat()})
    assert [row["id"] for row in page["rows"]] == [opened.form.pk]
