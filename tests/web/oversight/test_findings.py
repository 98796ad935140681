"""Findings follow from the figures of a snapshot by the rules of its day, and each leads to its platforms and rows."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keqiao.engine.documents import digest
from keqiao.web.oversight.documents import RULES
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine
from keqiao.web.oversight.services import diagnoses
from keqiao.web.rulebooks.models import DocumentVersion


def lights(diagnosis, rule):
    lines = DiagnosisLine.objects.filter(diagnosis=diagnosis, rule=rule)
    return dict(lines.order_by("platform__code").values_list("platform__code", "light"))


def test_every_platform_that_was_there_has_its_light(supervised):
    diagnosis = diagnoses.make(supervised.officer, supervised.snapshot, "2023")
    assert diagnosis.platforms == 2  # the third came in 2024
    assert lights(diagnosis, "G2") == {"P01": "good", "P02": "bad"}
    assert lights(diagnosis, "P2") == {"P01": "good", "P02": "bad"}
    assert lights(diagnosis, "S2") == {"P01": "good", "P02": "bad"}
    assert lights(diagnosis, "S1") == {}  # nothing was promised: the rule says nothing
    assert lights(diagnosis, "P1") == {"P01": "bad", "P02": "bad"}  # a missing plan is a finding of its own
    assert diagnosis.city["S2"] | {"lights": None} == {
        "judged": 2,
        "counted": 1,
        "value": 50.0,
        "light": "bad",
        "lights": None,
    }
    before = diagnoses.make(supervised.officer, supervised.snapshot, "2022")
    assert lights(before, "S2") == {}
    assert Diagnosis.objects.count() == 2


def test_the_same_snapshot_and_rules_find_the_same(supervised):
    first, second = (diagnoses.make(supervised.officer, supervised.snapshot, "2023") for _ in range(2))
    assert first.sha256 == second.sha256
    assert first.documents == second.documents == {RULES.code: RULES.packaged}
    assert first.code != second.code


def test_only_the_bureau_makes_them_and_only_of_what_was_frozen(supervised):
    with pytest.raises(PermissionDenied):
        diagnoses.make(supervised.congress, supervised.snapshot, "2023")
    with pytest.raises(ValidationError, match=r"2022.+2023"):
        diagnoses.make(supervised.officer, supervised.snapshot, "2021")


def test_findings_lead_to_platforms_and_their_figures(supervised, as_user):
    diagnosis = diagnoses.make(supervised.officer, supervised.snapshot, "2023")
    client = as_user(supervised.congress)
    page = client.get("/findings/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "运行体制机制不够完善" in page
    assert "按协议及时拨付经费" in page
    assert f"/findings/{diagnosis.code}/S2/?light=bad" in page
    one = client.get(f"/findings/{diagnosis.code}/S2/?light=bad").content.decode()
    assert "平台2号" not in one  # the short name is 平台2
    assert "/platforms/P02/" in one
    assert "/platforms/P01/" not in one
    assert "/figures/agreement_payment_rate/P02/2023/" in one
    assert "应拨经费拨付不足六成" in one
    assert client.get("/findings/D19990101-01/").status_code == 404
    assert client.get(f"/findings/{diagnosis.code}/nothing/").status_code == 404
    assert client.get(f"/findings/{diagnosis.code}/?format=xlsx").status_code == 200


def test_rules_are_tried_before_they_are_kept(supervised, as_user):
    client = as_user(supervised.officer)
    text = RULES.package_text.replace(
        "{below: 60, light: bad, words: {zh: 应拨", "{below: -1, light: bad, words: {zh: 应拨"
    )
    text = text.replace(
        "{from: 60, below: 100, light: watch, words: {zh: 应拨",
        "{from: -1, below: 100, light: watch, words: {zh: 应拨",
    )
    assert text != RULES.package_text
    version = {"version": "2027.1", "valid_from": "2099-01-01", "source": ""}
    sent = {"text": text, "snapshot": "two-years", "period": "2023", "basis": "reported"}
    with pytest.raises(ValidationError):
        RULES.add(supervised.officer, {"text": text} | version)
    tried = client.post("/findings/rules/", sent)
    assert tried.status_code == 200
    page = tried.content.decode()
    assert "0 / 1 / 1" in page  # alarm, attention, normal of the money of agreements
    assert "1 / 0 / 1" in page
    assert not DocumentVersion.objects.exists()
    kept = client.post("/findings/rules/", sent | version | {"keep": "1"})
    assert kept.status_code == 302
    assert DocumentVersion.objects.get().fingerprint == digest(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("{from: 60, below: 100", "{from: 61, below: 100"), "[60, 61)"),
        (("{from: 60, below: 100", "{from: 59, below: 100"), "[59, 60)"),
        (("value: heads_seconded", "value: heads_secnded"), "heads_seconded"),
    ],
)
def test_rules_with_a_gap_an_overlap_or_an_unknown_measure_are_refused_where_they_stand(
    supervised, as_user, change, said
):
    text = RULES.package_text.replace(*change)
    sent = {"text": text, "snapshot": "two-years", "period": "2023", "basis": "reported"}
    answer = as_user(supervised.officer).post("/findings/rules/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert change[1] in page  # what was typed stands


def test_a_very_large_city_is_diagnosed_in_the_background(supervised, as_user, monkeypatch):
    monkeypatch.setattr(diagnoses, "LARGE", 1)
    client = as_user(supervised.officer)
    sent = {"snapshot": "two-years", "period": "2023", "basis": "verified"}
    answer = client.post("/findings/new/", sent)
    assert answer.url.startswith("/jobs/")
    assert Diagnosis.objects.get().basis == "verified"
    trial = {"text": RULES.package_text} | sent
    assert client.post("/findings/rules/", trial).url.startswith("/jobs/")
    assert client.post("/findings/rules/", trial).status_code == 200
