"""What corrects results: the objection of the first year, upheld; and a grade put right after its money was decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.facts.models import Fact, Snapshot
from keqiao.web.facts.services import create_snapshot, own_file, store_evidence, use_evidence
from keqiao.web.facts.services import proposals as figures
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.services import consultation, objections, preparation, publicity, rebasing
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.models import ChangeSet, Patent, PatentOwner
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.verification import services as verification
from keqiao.web.tolerance import services as tolerance
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase

from ..evidence import pdf
from ..gradings import DAYS, OBJECTS
from .people import on, platform, user

YEAR = 2024
GRANTED = (("202310765432", date(2024, 11, 26)), ("202310765444", date(2024, 12, 17)))
"""Application numbers without check digit and days of grant of the patents that had been left out."""
OVERSTATED, MEASURE, PERIOD = "P07", "market_income", "2024Q4"
"""Whose figure an audit found too high, which one, and of when."""
BASIS_REASON = "更正后沿用按填报值计分的口径，与原评价一致（演示）。"


def answer_the_objection() -> None:
    """The objection is re-checked and upheld, the patents enter the register, a case of tolerance is accepted; a new
    run becomes the ground, the publicity begins again and the grades become final.
    """
    officer, reviewer = user("officer"), user("reviewer")
    objection = Objection.objects.select_related("grading").get(
        platform__code=OBJECTS, grading__period=str(YEAR)
    )
    with story_at(on(2025, 4, 23)):
        objections.begin_recheck(officer, objection.pk)
        objections.record_findings(
            officer, objection.pk, "经查国家知识产权局公告，两件发明专利均于2024年授权，台账漏登。"
        )
    with story_at(on(2025, 4, 24)):
        _enter_patents()
    _accept_case()
    with story_at(on(2025, 4, 28)):
        objections.answer(reviewer, objection.pk, True, "异议成立，补登两件专利后重新测算（演示）。")
        snapshot = frozen(f"{YEAR}年度评价数据（异议更正后，演示数据）", "demo-2024-objection")
        run = computed(f"{YEAR}年度科创平台绩效评价（异议更正后，演示数据）", snapshot, str(YEAR))
    with story_at(on(2025, 4, 29)):
        first = today()
        rebasing.rebase(officer, objection.grading_id, run, first, first + timedelta(days=DAYS - 1))
    with story_at(on(2025, 4, 29) + timedelta(days=DAYS + 1)):
        publicity.finish(reviewer, objection.grading_id)


def _enter_patents() -> None:
    """The clerk enters what had been left out, the bureau's second person verifies it."""
    clerk, subject = user(f"clerk_{OBJECTS[1:]}"), platform(OBJECTS)
    patents, owners = [], []
    with change_set(clerk, ChangeSet.Kind.EDIT, register="patents", reason="补登2024年授权专利") as changes:
        for number, (digits, granted) in enumerate(GRANTED, 1):
            patent = Patent(
                application_no=f"{digits}.{patent_check_digit(digits)}",
                title=f"产线视觉检测方法{number}（演示）",
                kind="invention",
                filed_on=date(2023, 6, 12),
                granted_on=granted,
                status="granted",
                source="专利证书",
            )
            changes.save(patent)
            owner = PatentOwner(patent=patent, platform=subject, source="专利证书")
            changes.save(owner)
            patents.append(patent)
            owners.append(owner)
    verification.verify(user("reviewer"), REGISTERS["patents"], {row.pk: row.version for row in patents})


def _accept_case() -> None:
    """The case that one platform had applied for is checked and accepted."""
    case = ToleranceCase.objects.get(platform__code="P13", period=str(YEAR))
    answers = {item.code: (False, "") for item in RULES.in_force().negative}
    with story_at(on(2025, 4, 25)):
        tolerance.check(
            user("officer"),
            case.pk,
            "查阅任务书、试验记录和理事会纪要，过程真实，终止及时。",
            answers,
            ["B7"],
        )
    with story_at(on(2025, 4, 27)):
        tolerance.conclude(
            user("reviewer"), case.pk, accepted=True, reason="勤勉尽责，及时止损，予以认定（演示）。"
        )


def put_a_grade_right() -> None:
    """An audit finds a figure too high; it is corrected by two persons, and a new grading replaces the final one whose
    money is decided and partly paid.
    """
    officer, reviewer, subject = user("officer"), user("reviewer"), platform(OVERSTATED)
    stands = Fact.objects.current().get(
        platform=subject, measure__code=MEASURE, period=PERIOD, basis="reported"
    )
    reason = "审计发现一笔财政补助计入市场化收入，予以核减（演示）"
    with story_at(on(2025, 9, 12)):
        content = pdf(f"audit-{OVERSTATED}-{PERIOD}", ["审计查证：财政补助计入市场化收入（演示数据）"])
        file = store_evidence(
            officer, own_file(ContentFile(content, "审计查证意见.pdf")), "审计查证意见（演示数据）"
        )
        use_evidence(file, subject)
        proposal = figures.propose(
            officer,
            MEASURE,
            subject,
            PERIOD,
            ((stands.value or Decimal(0)) / 2).quantize(Decimal(1)),
            reason=reason,
            evidence=[file],
        )
    with story_at(on(2025, 9, 15)):
        figures.confirm(reviewer, proposal.pk, "审计意见属实，同意核减（演示）")
    with story_at(on(2025, 9, 17)):
        snapshot = frozen(f"{YEAR}年度评价数据（审计更正后，演示数据）", "demo-2024-audit")
        run = computed(f"{YEAR}年度科创平台绩效评价（审计更正后，演示数据）", snapshot, str(YEAR))
    lead(run, str(YEAR), on(2025, 9, 18), f"{YEAR}年度科创平台绩效评价等次（更正，演示数据）", reason)


def frozen(title: str, code: str, year: int = YEAR) -> Snapshot:
    """Freeze the figures up to a year as they are known at the present of the story."""
    periods = [str(earlier) for earlier in range(2021, year + 1)]
    return create_snapshot(
        user("officer"), title, periods, as_of=date(year, 12, 31), code=code, known_at=present()
    )


def computed(title: str, snapshot: Snapshot, period: str, version: str = "2024.1") -> Run:
    """A finished run of a snapshot by a version of the packaged scheme."""
    scheme = SchemeVersion.objects.get(code="three_pillar", version=version)
    run = evaluations.start_run(
        user("officer"),
        title=title,
        snapshot=snapshot,
        scheme=scheme,
        periods=[period],
        basis=Run.Basis.REPORTED,
    )
    evaluations.execute_run(run)
    return run


def lead(run: Run, period: str, begun: datetime, title: str, reason: str = "") -> Grading:
    """Lead a run to final grades: prepared, consulted a day later, published the day after, decided at its end."""
    officer, reviewer = user("officer"), user("reviewer")
    with story_at(begun):
        grading = preparation.prepare(
            officer,
            run,
            period,
            Run.Basis.REPORTED,
            title=title,
            reason=reason,
            basis_reason=BASIS_REASON,
            gaps_reason="缺项平台均已书面说明，按体系记零分（演示）。",
        )
    with story_at(begun + timedelta(days=1)):
        consultation.consult(officer, grading.pk, "逐一审议各平台测算结果和名次区间，同意测算等次。", {})
    with story_at(begun + timedelta(days=2)):
        publicity.publish(officer, grading.pk, today(), today() + timedelta(days=DAYS - 1))
    with story_at(begun + timedelta(days=3 + DAYS)):
        return publicity.finish(reviewer, grading.pk)
