"""The document of gates is checked like a scheme, and a project keeps the one it began with."""

import pytest

from keqiao.web.pipeline.actions import path_of, rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.services.passages import take_up
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.texts import text_kept

from .conftest import Walk, a_project

TEXT = GATE_RULES.package_text


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("readiness: 4", "readiness: 8", "falls"),
        ("{percent: 40, most: 3000000}", "{percent: 90}", "percent"),
        ("fields: []", "fields: [it]", "name no field"),
        ("{stage: pilot, days: 730}", "{stage: proof, days: 730}", "missing"),
        ("{code: middle,", "{code: senior,", "twice"),
    ],
)
def test_what_is_wrong_is_found(before, after, said):
    reading = GATE_RULES.read(TEXT.replace(before, after, 1))
    assert any(said in finding.in_language("en") for finding in reading.findings)


def test_the_package_s_document_has_nothing_wrong():
    reading = GATE_RULES.read(TEXT)
    assert not reading.findings
    document = GATE_RULES.form.load(GATE_RULES.path)
    assert document.path_of("materials").code == document.path_of("energy").code == "materials"
    assert document.path_of("it").code == "general"


@pytest.mark.django_db
def test_a_project_keeps_the_version_it_began_with(works):
    changed = text_kept(TEXT.replace("percent: 20, most: 1000000", "percent: 15, most: 1000000"))
    DocumentVersion.objects.create(
        kind=GATE_RULES.code,
        version="2027",
        text=changed,
        valid_from="2020-01-01",
        status="valid",
        uploaded_by=works.officer,
    )
    later = take_up(works.director, a_project(works.platform, "ZH-2"))
    assert path_of(later).gate["g1"].tranche.percent == 15
    assert path_of(works.passage).gate["g1"].tranche.percent == 20
    assert rule_of(Walk(works).request()).panel is False
