"""What an expert reads before judging: figures of the same group, titles of evidence, no earlier rating."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.facts_of_two import record_fact
from tests.web.papers import PDF

from keqiao.web.experts import services
from keqiao.web.experts.criteria import neighbours
from keqiao.web.experts.platforms import PLATFORMS
from keqiao.web.facts.services import attach_to_rows, examine, store_evidence
from keqiao.web.registry.models import RepresentativeWork

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


def test_representative_works_are_read_with_their_files(bench, organised, client_of):
    first, second = bench.platforms[:2]
    works = [
        RepresentativeWork.objects.create(
            platform=first,
            year=2024,
            number=number,
            title=f"成果{number}",
            kind="product",
            effect=f"成效{number}。",
            users="用户甲" if number == 1 else "",
        )
        for number in range(1, 7)
    ]
    RepresentativeWork.objects.create(
        platform=second, year=2023, number=1, title="上年成果", kind="paper", effect="无"
    )
    file = attach_to_rows(bench.officer, works[:1], SimpleUploadedFile("用户证明.pdf", PDF), "用户证明")
    panel = services.open_panel(bench.officer, organised().pk)
    page = client_of(bench.officer).get(panel.get_absolute_url()).content.decode()
    assert f"尚未提交2024年代表作：{second}" in page and "前5项" in page
    declare(bench.experts[0], panel)
    reader = client_of(bench.experts[0])
    page = reader.get(panel.get_absolute_url()).content.decode()
    assert (
        "代表作（5）" in page
        and "1．成果1（产品或装备）（2024）" in page
        and "成效1。用户：用户甲" in page
        and "成果5" in page
    )
    assert "成果6" not in page and "上年成果" not in page
    address = f"{panel.get_absolute_url()}files/{file.sha256}/"
    assert address in page and reader.get(address).status_code == 200


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
