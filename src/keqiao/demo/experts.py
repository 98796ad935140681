"""Experts' panels of the demonstration: one closed for each year, whose scores gave the ratings, and one under way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import today
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.rated_measures import RatedMeasures, basis_of
from keqiao.web.experts import services
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Fact, Measure
from keqiao.web.registry.models import Platform

from .rows import City, ReportedFigureRow
from .works import attach_statements

MEASURE = "representative_results_rating"
TRIM, LEAST = 1, 3
"""As the packaged scheme and experts.yaml say."""
FIELD = "科创平台综合评审"
GUIDANCE = (
    "一、对照平台申报的代表作（不超过5项）和用户证明独立评分，满分100分。\n"
    "二、90分以上：国内领先并已规模应用；75—89分：有突破并已应用；60—74分：有进展；60分以下须写明理由。\n"
    "三、与平台存在利益关系的须申报回避。评分说明为演示内容，不是本地规定。"
)
CHANGED = "讨论中补充审阅了用户证明，上调2分"
LOW = "代表作与上年重复较多，用户证明不足"
OPEN_PERIOD = "2025"
OPEN_PLATFORMS = ("P01", "P02", "P04", "P07", "P09", "P11")


def closed_on(period: str) -> date:
    """The day on which the panel of a year was closed: in the January after."""
    return date(int(period) + 1, 1, 17)


def title(period: str) -> str:
    """The title of the panel of a year."""
    return f"{period}年度标志性成果与用户评价评审（演示数据）"


def named(period: str) -> Message:
    """The panel of a year as facts name their source, in the words of a panel that is closed by its page."""
    return message("Experts' panel {panel}", panel=f"E{period}-01 {title(period)}")


def add_panels(city: City) -> None:
    """Store the closed panels behind the ratings that stand as facts, and bring one for the year after half way."""
    users = {user.username: user for user in User.objects.prefetch_related("roles").select_related("unit")}
    ratings = [row for row in city.figures if row.rater]
    scheme, measure = SchemeVersion.objects.earliest("pk"), Measure.objects.get(code=MEASURE)
    for period in sorted({row.period for row in ratings}):
        _closed(period, [row for row in ratings if row.period == period], users, scheme, measure)
    _under_way(users, scheme, measure)


def _closed(
    period: str,
    rows: list[ReportedFigureRow],
    users: dict[str, User],
    scheme: SchemeVersion,
    measure: Measure,
) -> None:
    """A panel as its experts left it: everybody declared, scored alone and after the discussion."""
    end = datetime.combine(closed_on(period), datetime.min.time(), UTC)
    moments = {name: end + timedelta(days=days, hours=8) for name, days in _DAYS.items()}
    panel = ExpertPanel.objects.create(
        code=f"E{period}-01",
        title=title(period),
        field=FIELD,
        source=RatedMeasures.code,
        basis=basis_of(scheme),
        measure=measure,
        period=period,
        trim=TRIM,
        least=LEAST,
        guidance=GUIDANCE,
        chair=users["expert_1"],
        created_by=users["reviewer"],
        created_at=moments["made"],
        opened_at=moments["opened"],
        due_on=closed_on(period) - timedelta(days=3),
        state=ExpertPanel.State.DISCUSSION,
        first_ended_at=moments["first"],
    )
    facts = {fact.platform_id: fact for fact in Fact.objects.current().filter(measure=measure, period=period)}
    platforms = {
        platform.code: platform
        for platform in Platform.objects.filter(code__in={row.subject for row in rows})
    }
    subjects = {
        code: PanelSubject(
            panel=panel, key=platform.pk, value=facts[platform.pk].value, fact=facts[platform.pk]
        )
        for code, platform in platforms.items()
    }
    PanelSubject.objects.bulk_create(subjects.values())
    seats = {
        rater: PanelSeat(
            panel=panel,
            expert=users[f"expert_{number}"],
            declared_at=moments["declared"],
            first_at=moments["first"],
            second_at=moments["second"],
        )
        for number, rater in enumerate(sorted({row.rater for row in rows}), start=1)
    }
    PanelSeat.objects.bulk_create(seats.values())
    ConflictDeclaration.objects.bulk_create(
        ConflictDeclaration(
            seat=seat,
            subject=subject,
            conflict=False,
            declared_by=seat.expert,
            declared_at=moments["declared"],
        )
        for seat in seats.values()
        for subject in subjects.values()
    )
    ExpertScore.objects.bulk_create(_scores(panel, rows, seats, subjects, moments))
    audit.record(users["officer"], "experts.close", panel, {"platforms": len(platforms)})
    panel.state, panel.closed_by, panel.closed_at = ExpertPanel.State.CLOSED, users["officer"], end
    panel.save()


_DAYS = {"made": -14, "opened": -12, "declared": -10, "first": -4, "second": -1}
"""Days before the closing."""


def _scores(
    panel: ExpertPanel,
    rows: list[ReportedFigureRow],
    seats: dict[str, PanelSeat],
    subjects: dict[str, PanelSubject],
    moments: dict[str, datetime],
) -> Iterable[ExpertScore]:
    """The scores that stand; for each platform one expert had given two points less before the discussion."""
    raters, codes = sorted(seats), sorted(subjects)
    for row in rows:
        points = row.value or Decimal(0)
        about = {"panel": panel, "seat": seats[row.rater], "subject": subjects[row.subject]}
        changed = raters.index(row.rater) == codes.index(row.subject) % len(raters) and points >= 2
        first = points - 2 if changed else points
        yield ExpertScore(
            **about, points=first, comment=LOW if first < 60 else "", changed_at=moments["first"]
        )
        if changed:
            yield ExpertScore(
                **about,
                points=points,
                comment=CHANGED,
                changed_at=moments["second"],
                round=ExpertScore.Round.DISCUSSED,
            )


def _under_way(users: dict[str, User], scheme: SchemeVersion, measure: Measure) -> None:
    """A panel in independent scoring: two experts handed in, one saved a draft, one is in conflict, others wait."""
    officer = users["officer"]
    experts = [users[f"expert_{number}"] for number in range(1, 8)]
    platforms = list(Platform.objects.filter(code__in=OPEN_PLATFORMS).order_by("code"))
    panel = services.prepare(
        officer,
        ExpertPanel(
            title=title(OPEN_PERIOD),
            field="新能源与新材料",
            source=RatedMeasures.code,
            basis=basis_of(scheme),
            measure=measure,
            period=OPEN_PERIOD,
            chair=experts[0],
            guidance=GUIDANCE,
            due_on=today() + timedelta(days=14),
        ),
        [platform.pk for platform in platforms],
        experts,
    )
    attach_statements(officer, OPEN_PLATFORMS, OPEN_PERIOD)
    services.open_panel(officer, panel.pk)
    keys = [platform.pk for platform in platforms]
    for number, expert in enumerate(experts[:4]):
        held = {keys[2]: "近三年与该平台共同承担项目"} if number == 1 else {}
        services.declare(expert, panel.pk, {key: (key in held, held.get(key, "")) for key in keys})
        given = {
            key: ScoreEntry(Decimal(74 + (7 * place + 5 * number) % 19))
            for place, key in enumerate(keys)
            if key not in held
        }
        if number < 2:
            services.give_scores(expert, panel.pk, given, hand_in=True)
        elif number == 2:
            services.give_scores(expert, panel.pk, dict(list(given.items())[:3]))


__all__ = ["LEAST", "TRIM", "add_panels", "closed_on", "named", "title"]
