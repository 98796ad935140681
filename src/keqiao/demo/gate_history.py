"""The demonstration's gate reviews of the evaluated years, so many, so decided and with such levels that what the
scheme asks of gates (B7) comes out of them exactly as the ledger has it.

A review at a counted gate belongs to the quarter of the ledger; reviews at G0, by which projects begin, fill the year
up until the mean gain of readiness is met to the digit. Every project has left the way by now: it stopped at a gate or
was given to others, where the platform has one to a firm that it incubates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.pipeline import models as pipeline
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import GateCode, GateState, PassageState, Stage
from keqiao.web.registry import models as registry
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep

from .calendar import YEARS, end_of, quarters, start_of
from .historic_projects import HistoricProject, Review, last_passed, left_on, set_levels
from .ledger import current_figures
from .plan import PLANS, PlatformPlan
from .registers import Registers, moment
from .rows import ReportedFigureRow

DERIVED = ("gates_reviewed", "gates_passed", "trl_gain")
"""Measures of the ledger that are no facts: the system computes them from these reviews."""
FIELDS = {
    "P01": "energy",
    "P02": "equipment",
    "P03": "materials",
    "P04": "materials",
    "P05": "it",
    "P06": "digital",
    "P07": "equipment",
    "P08": "it",
    "P09": "materials",
    "P10": "digital",
    "P11": "environment",
    "P12": "materials",
    "P13": "energy",
}
WORKS = ("样机试制", "工艺验证", "性能提升", "寿命测试", "成套装置", "在线检测", "轻量化设计", "应用示范")
MOST_FILLED = 80
"""Reviews that at most fill a year up."""


class GateHistory:
    """Plans and stores the projects of all platforms. ``likened``: years that have the figures of the year before."""

    def __init__(
        self, book: Any, figures: dict[tuple[str, str], list[ReportedFigureRow]], likened: bool = False
    ) -> None:
        self.book = book
        self.figures = figures
        self.likened = likened
        self.projects: list[HistoricProject] = []
        self.counts: dict[int, Iterator[int]] = defaultdict(lambda: count(1))

    def plan(self, years: Iterable[int] = YEARS) -> None:
        """Plan the reviews of every platform of the book, year by year."""
        for plan in (plan for plan in PLANS if plan.code in self.book.platforms):
            waiting: dict[GateCode, list[HistoricProject]] = {GateCode.G1: [], GateCode.G2: []}
            for year in years:
                self._year(plan, year, waiting)

    def _value(self, plan: PlatformPlan, measure: str, period: str) -> Decimal | None:
        rows = self.figures.get((plan.code, measure), [])
        if self.likened:
            period = f"{int(period[:4]) - 1}{period[4:]}"
        return next((row.value for row in rows if row.period == period), None)

    def _year(self, plan: PlatformPlan, year: int, waiting: dict[GateCode, list[HistoricProject]]) -> None:
        """The reviews of a year; ``waiting``: projects by the gate before which they stand."""
        reviews: list[tuple[HistoricProject, Review]] = []
        open_quarters = [quarter for quarter in quarters(year, year) if end_of(quarter) >= plan.opened]
        for quarter in open_quarters:
            reviewed = int(self._value(plan, "gates_reviewed", quarter) or 0)
            passed = int(self._value(plan, "gates_passed", quarter) or 0)
            advanced: list[tuple[GateCode, HistoricProject]] = []
            for number in range(reviewed):
                gate = GateCode.G2 if number % 2 and waiting[GateCode.G2] else GateCode.G1
                if not waiting[gate]:
                    waiting[gate].append(self._begun(plan, quarter, number, reviews))
                project = waiting[gate].pop(0)
                on = end_of(quarter) - timedelta(days=4 + 3 * number)
                reviews.append((project, Review(gate, on, number < passed)))
                project.reviews.append(reviews[-1][1])
                if number < passed and gate is GateCode.G1:
                    advanced.append((GateCode.G2, project))
            for gate, project in advanced:
                waiting[gate].append(project)
        gain = self._value(plan, "trl_gain", str(year))
        if open_quarters and gain is not None:
            self._fill(plan, open_quarters, gain, reviews, waiting)
        elif gain is None:
            for project, review in reviews:
                review.before, review.after = project.level, None

    def _begun(
        self,
        plan: PlatformPlan,
        quarter: str,
        number: int,
        reviews: list[tuple[HistoricProject, Review]],
        *,
        passed: bool = True,
    ) -> HistoricProject:
        """A new project that came before G0 in the first weeks of a quarter."""
        begun = max(start_of(quarter), plan.opened) + timedelta(days=number % 9)
        at = next(self.counts[begun.year])
        themes = plan.research.split("、")
        project = HistoricProject(
            plan,
            f"GN-{begun.year}-{at:03d}",
            f"{themes[at % len(themes)]}{WORKS[at % len(WORKS)]}",
            begun,
        )
        review = Review(GateCode.G0, begun + timedelta(days=14), passed)
        project.reviews.append(review)
        self.projects.append(project)
        reviews.append((project, review))
        return project

    def _fill(
        self,
        plan: PlatformPlan,
        open_quarters: list[str],
        gain: Decimal,
        reviews: list[tuple[HistoricProject, Review]],
        waiting: dict[GateCode, list[HistoricProject]],
    ) -> None:
        """Add projects before G0 until levels can make the mean gain of the year exactly, and set the levels."""
        for added in range(MOST_FILLED):
            if reviews and set_levels(reviews, gain):
                return
            project = self._begun(
                plan, open_quarters[added % len(open_quarters)], added, reviews, passed=added % 4 != 3
            )
            if project.reviews[0].passed:
                waiting[GateCode.G1].append(project)
        raise AssertionError(f"no levels of {plan.code} make a mean gain of {gain}")

    def store_projects(self) -> None:
        """Store the projects as rows of the register."""
        firms = self._firms()
        rows = self.book.add(
            registry.PipelineProject(
                number=project.number,
                title=project.title,
                platform=self.book.platforms[project.plan.code],
                field=FIELDS[project.plan.code],
                origin=self.book.platforms[project.plan.code].organisation,
                firm=firms.get(project.number),
                readiness=1,
                budget=Decimal(300_000 + 100_000 * (at % 9)),
                proposed_on=project.begun,
                aim="形成可转化的工艺或产品（演示数据）",
                **self.book.by(project.begun),
            )
            for at, project in enumerate(self.projects)
        )
        self.rows = dict(zip((project.number for project in self.projects), rows, strict=True))

    def _firms(self) -> dict[str, registry.Firm]:
        """Which projects a firm took up that the platform began to incubate after their last review."""
        links: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for link in sorted(self.book.city.links, key=lambda link: link.started_on):
            links[link.platform].append((link.started_on, link.firm))
        taken: dict[str, registry.Firm] = {}
        for project in sorted(self.projects, key=lambda project: project.reviews[-1].on):
            if project.reviews[-1].gate is GateCode.G0 or not project.reviews[-1].passed:
                continue
            free = [line for line in links[project.plan.code] if line[0] >= project.reviews[-1].on]
            if free:
                links[project.plan.code].remove(free[0])
                taken[project.number] = self.book.firms[free[0][1]]
        return taken

    def store_reviews(self, people: dict[str, User]) -> None:
        """Store the passages, their managers, reviews and steps, in bulk."""
        with noted() as documents:
            rules = GATE_RULES.in_force()
        keep(documents)
        self.people, self.documents, self.rules = people, documents, rules
        passages = [self._passage(project) for project in self.projects]
        pipeline.ProjectPassage.objects.bulk_create(passages, batch_size=500)
        pairs = list(zip(self.projects, passages, strict=True))
        pipeline.Mandate.objects.bulk_create(
            (self._mandate(project, passage) for project, passage in pairs if passage.manager), batch_size=500
        )
        codes: dict[tuple[str, int], Iterator[int]] = {}
        drafts = sorted(
            ((review, passage) for project, passage in pairs for review in project.reviews),
            key=lambda pair: (pair[0].on, pair[0].gate, pair[1].project.number),
        )
        reviews = [
            self._review(review, passage, next(codes.setdefault(key, count(_taken(*key) + 1))))
            for review, passage in drafts
            for key in [(review.gate.value, review.on.year)]
        ]
        pipeline.GateReview.objects.bulk_create(reviews, batch_size=500)
        pipeline.GateStep.objects.bulk_create(_gate_steps(reviews), batch_size=500)
        tranches = ((review, self._tranche(review)) for review in reviews)
        pipeline.GateTranche.objects.bulk_create(
            (pipeline.GateTranche(review=review, amount=amount) for review, amount in tranches if amount),
            batch_size=500,
        )
        pipeline.PassageStep.objects.bulk_create(
            (step for project, passage in pairs for step in self._steps(project, passage)), batch_size=500
        )

    def _passage(self, project: HistoricProject) -> pipeline.ProjectPassage:
        row, last = self.rows[project.number], project.reviews[-1]
        passed = [review.gate for review in project.reviews if review.passed]
        left = left_on(project)
        return pipeline.ProjectPassage(
            project=row,
            stage=pipeline.STAGE_AFTER[passed[-1]] if passed else Stage.LEAD,
            state=PassageState.TRANSFERRED if last.passed else PassageState.STOPPED,
            moved_at=moment(left if not passed else last_passed(project).on),
            readiness=project.level,
            manager=self.people[f"clerk_{project.plan.code[1:]}"] if passed else None,
            opened_by=self.people[f"director_{project.plan.code[1:]}"],
            opened_at=moment(project.begun, 1),
            documents=self.documents,
        )

    def _mandate(self, project: HistoricProject, passage: pipeline.ProjectPassage) -> pipeline.Mandate:
        return pipeline.Mandate(
            passage=passage,
            manager=passage.manager,
            qualification="practice",
            mandate="组织验证、过关、落地全过程",
            began_on=project.begun,
            ended_on=left_on(project),
            given_by=passage.opened_by,
        )

    def _review(self, review: Review, passage: pipeline.ProjectPassage, number: int) -> pipeline.GateReview:
        rule = self.rules.path_of(passage.project.field).gate[review.gate]
        met = {code: {"met": "yes", "why": ""} for code in rule.criterion}
        if not review.passed:
            met[next(iter(met))] = {"met": "partly", "why": "验证结果未达到本阶段要求"}
        reason = "经评审会议研究决定（演示数据）。"
        if review.after is None:
            reason = "经评审会议研究决定，评审记录未提交，未记录成熟度等级（演示数据）。"
        return pipeline.GateReview(
            code=f"{review.gate.value.upper()}-{review.on:%Y}-{number:03d}",
            passage=passage,
            gate=review.gate,
            state=GateState.PASSED if review.passed else GateState.STOPPED,
            summary="按任务书完成本阶段工作（演示数据）。",
            readiness_before=review.before,
            readiness_after=review.after,
            assessments=met,
            requested_by=passage.opened_by,
            requested_at=moment(review.on - timedelta(days=10), 2),
            submitted_at=moment(review.on - timedelta(days=9), 2),
            manager=passage.manager,
            decided_by=self.people["reviewer"],
            decided_at=moment(review.on, 3),
            reason=reason,
        )

    def _tranche(self, review: pipeline.GateReview) -> Decimal:
        rule = self.rules.path_of(review.passage.project.field).gate[review.gate]
        if rule.tranche is None or review.state != GateState.PASSED:
            return Decimal(0)
        return rule.tranche.of(review.passage.project.budget)

    def _steps(
        self, project: HistoricProject, passage: pipeline.ProjectPassage
    ) -> Iterator[pipeline.PassageStep]:
        """How a project was taken up, went on, and left."""
        director, reviewer = passage.opened_by, self.people["reviewer"]
        yield _passage_step(passage, "take_up", passage.opened_at, director)
        if passage.manager is not None:
            yield _passage_step(
                passage,
                "appoint",
                passage.opened_at + timedelta(hours=1),
                director,
                before={"manager": None},
                after={"manager": passage.manager.username},
            )
        for review in project.reviews:
            at = moment(review.on, 3)
            if review.passed:
                moved = (pipeline.STAGE_BEFORE[review.gate], pipeline.STAGE_AFTER[review.gate])
                before, after = ({"stage": stage.value} for stage in moved)
                yield _passage_step(passage, "advance", at, reviewer, before=before, after=after)
            else:
                yield _passage_step(
                    passage, "stop", at, reviewer, before={"state": "running"}, after={"state": "stopped"}
                )
        if project.reviews[-1].passed:
            yield _passage_step(
                passage,
                "transfer",
                moment(left_on(project), 3),
                director,
                before={"state": "running"},
                after={"state": "transferred"},
                reason="成果转让给企业继续开发（演示数据）",
            )


def _taken(gate: str, year: int) -> int:
    """How many reviews at a gate have a number of the year."""
    return pipeline.GateReview.objects.filter(code__startswith=f"{gate.upper()}-{year}-").count()


def _passage_step(
    passage: pipeline.ProjectPassage,
    action: str,
    at: datetime,
    by: User | None,
    *,
    before: Mapping[str, str | None] | None = None,
    after: Mapping[str, str | None] | None = None,
    reason: str = "",
) -> pipeline.PassageStep:
    return pipeline.PassageStep(
        passage=passage,
        action=action,
        at=at,
        by=by,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )


def _gate_steps(reviews: Iterable[pipeline.GateReview]) -> Iterator[pipeline.GateStep]:
    for review in reviews:
        decision = "let_pass" if review.state == GateState.PASSED else "stop"
        for action, at, by, before, after in (
            ("request", review.requested_at, review.requested_by, "", "preparing"),
            ("submit", review.submitted_at, review.requested_by, "preparing", "submitted"),
            (decision, review.decided_at, review.decided_by, "submitted", str(review.state)),
        ):
            yield pipeline.GateStep(
                review=review,
                action=action,
                at=at or review.requested_at,
                by=by,
                before={"state": before} if before else {},
                after={"state": after} if before else {},
                reason=review.reason if action == decision else "",
            )


def add_gate_history(book: Registers) -> GateHistory:
    """Enter the projects in the register; their reviews are stored by :meth:`GateHistory.store_reviews`."""
    history = GateHistory(book, current_figures(book.city))
    history.plan()
    history.store_projects()
    return history
