"""What an expert reads before judging: figures of the same group, titles of evidence, no earlier rating."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.facts_of_two import record_fact
from tests.web.papers import PDF

from keqiao.web.experts.criteria import neighbours
from keqiao.web.experts.platforms import PLATFORMS
from keqiao.web.facts.services import examine, store_evidence

from .conftest import RATING, declare


def test_the_figures_of_the_group_with_their_evidence(bench, scoring, client_of):
    codes = neighbours(scoring.source, scoring.basis, scoring.measure, scoring.period)
    assert "rd_expenditure" in codes and RATING in codes  # pillar A of the scheme
    assert "operating_revenue" not in codes
    first = bench.platforms[0]
    file = store_evidence(
        bench.officer,
        examine(SimpleUploadedFile("audit.pdf", PDF, "application/pdf")),
        "审计报告甲",
        "B",
    )
    record_fact(
        bench.officer,
        "rd_expenditure",
        first,
        "2024",
        Decimal("12345600"),
        source_kind="third_party",
        evidence=[file],
    )
    record_fact(bench.officer, RATING, first, "2024", Decimal(77), source_kind="expert", origin="panel")
    found = PLATFORMS.materials(scoring, [one.pk for one in bench.platforms[:3]])
    recorded, *counted = found[first.pk]
    assert (recorded.period, recorded.titles) == ("2024", ["审计报告甲"])
    assert counted and not any(one.files for one in counted)  # from the registers
    assert "1,234.56" in found[first.pk][0].text
    assert "审计报告甲" in client_of(bench.experts[0]).get(scoring.get_absolute_url()).content.decode()
    declare(bench.experts[1], scoring, {first.pk: "有合作"})
    assert "审计报告甲" not in client_of(bench.experts[1]).get(scoring.get_absolute_url()).content.decode()


def test_an_expert_opens_the_files_of_what_is_judged_and_no_others(bench, scoring, client_of):
    first = bench.platforms[0]
    paper = examine(SimpleUploadedFile("audit.pdf", PDF, "application/pdf"))
    file = store_evidence(bench.officer, paper, "审计报告甲", "B")
    address = f"{scoring.get_absolute_url()}files/{file.sha256}/"
    reader, other = client_of(bench.experts[0]), client_of(bench.experts[1])
    assert reader.get(address).status_code == 404  # rests behind nothing yet
    record_fact(
        bench.officer,
        "rd_expenditure",
        first,
        "2024",
        Decimal(100),
        source_kind="third_party",
        evidence=[file],
    )
    sent = reader.get(address)
    assert sent.status_code == 200 and "attachment" in sent["Content-Disposition"]
    assert address in reader.get(scoring.get_absolute_url()).content.decode()
    declare(bench.experts[1], scoring, {first.pk: "有合作"})
    assert other.get(address).status_code == 404
    assert client_of(bench.officer).get(address).status_code == 403
