"""Who may do what when; composing a panel; conflicts enforced in the services themselves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from tests.web.documents import enacted

from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.rated_measures import criteria_of
from keqiao.web.experts import services
from keqiao.web.experts.documents import RULES
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.rulebook import rules_of
from keqiao.web.experts.seats import SEATS
from keqiao.web.experts.selectors import visible_panels
from keqiao.web.experts.services import ScoreEntry, ScoresRefused
from keqiao.web.facts.models import Measure

from .conftest import RATING, declare, hand_in

MAY = {
    "preparing": {
        "officer": {"edit", "open", "dissolve"},
        "second": {"edit", "open", "dissolve"},
        "chair": set(),
        "expert": set(),
        "auditor": set(),
    },
    "scoring": {
        "officer": {"seat", "state_conflict", "end_first", "dissolve"},
        "second": {"seat", "state_conflict", "end_first", "dissolve"},
        "chair": {"amend", "end_first"},
        "expert": {"amend", "score", "hand_in"},
        "auditor": set(),
    },
    "discussion": {
        "officer": {"state_conflict", "dissolve"},
        "second": {"state_conflict", "dissolve", "close"},
        "chair": {"amend"},
        "expert": {"amend", "revise", "confirm"},
        "auditor": set(),
    },
    "closed": {"officer": set(), "second": set(), "chair": set(), "expert": set(), "auditor": set()},
    "dissolved": {"officer": set(), "second": set(), "chair": set(), "expert": set(), "auditor": set()},
}
"""State → person → what they may do. The chair has handed in already; the expert has declared, not handed in."""


@pytest.mark.parametrize("state", MAY)
def test_who_may_do_what(bench, organised, state):
    panel = organised()
    panel.state = state
    seats = panel.seats.order_by("pk")[:2]
    for seat in seats:
        seat.panel, seat.declared_at = panel, timezone.now()
        seat.first_at = timezone.now() if seat == seats[0] or state != "scoring" else None
        seat.second_at = timezone.now() if seat == seats[0] else None
        seat.save()
    people = {
        "officer": bench.officer,
        "second": bench.second,
        "chair": bench.experts[0],
        "expert": bench.experts[1],
        "auditor": bench.auditor,
    }
    for name, user in people.items():
        decisions = PANELS.possible(user, panel)
        for seat in seats:
            if seat.expert_id == user.pk:
                decisions |= SEATS.possible(user, seat)
        allowed = {action for action, decision in decisions.items() if decision}
        assert allowed == MAY[state][name], (state, name)
        assert all(decision.reason for decision in decisions.values() if not decision)


def test_a_closed_panel_only_is_put_right(bench, organised, closed):
    again = ExpertPanel(corrects=closed)
    assert PANELS.decide(bench.officer, again, "prepare")
    assert not PANELS.decide(bench.auditor, again, "prepare")
    other = organised(period="2023")
    assert "组建" in PANELS.decide(bench.officer, ExpertPanel(corrects=other), "prepare").reason


def test_only_measures_that_experts_rate_are_offered(bench, organised):
    assert [one.measure.code for one in criteria_of(bench.scheme)] == [RATING]
    with pytest.raises(ValidationError, match="专家评分"):
        organised(measure=Measure.objects.get(code="service_satisfaction"))


def test_the_cut_follows_from_the_scheme(bench, organised):
    assert (organised().trim, organised(period="2023").least) == (1, 3)
    text = bench.scheme.yaml_text
    rule = "raters: {combine: trimmed_mean, trim: 1}"
    median = text.replace(rule, "raters: {combine: median}").replace("version: ", "version: 9", 1)
    other = evaluations.add_scheme_version(bench.officer, median)
    with pytest.raises(ValidationError, match="中位数"):
        organised(scheme=other, period="2022")
    harder = text.replace(rule, "raters: {trim: 2, minimum: 9}").replace("version: ", "version: 8", 1)
    other = evaluations.add_scheme_version(bench.officer, harder)
    with pytest.raises(ValidationError, match="9"):  # 9 scores: two cut at each end leave five
        organised(scheme=other, period="2022")


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2099"},
        {"period": "soon"},
        {"platforms": []},
        {"due_on": timezone.localdate() - timedelta(days=1)},
        {"title": ""},
    ],
)
def test_what_cannot_be_organised(organised, wrong):
    with pytest.raises(ValidationError):
        organised(**wrong)
    assert not ExpertPanel.objects.exists()


def test_who_sits_on_a_panel(bench, organised, user_with):
    for experts in (
        bench.experts[:4],
        [*bench.experts[:4], bench.auditor],
        [*bench.experts, user_with("expert", "bureau_officer", username="both")],
    ):
        with pytest.raises(ValidationError):
            organised(experts=experts, chair=None)
    with pytest.raises(ValidationError):
        organised(experts=bench.experts[1:], chair=bench.experts[0])
    with pytest.raises(PermissionDenied):
        organised(actor=bench.auditor)


def test_a_platform_stands_in_one_panel_only(bench, organised, closed):
    with pytest.raises(ValidationError, match="E2024-01"):
        organised(platforms=bench.platforms[2:])
    other = organised(platforms=bench.platforms[3:])
    assert other.code == "E2024-02"
    with pytest.raises(ValidationError, match="E2024-02"):
        organised(platforms=bench.platforms[3:])
    services.dissolve(bench.officer, other.pk, "重新组织")
    assert organised(platforms=bench.platforms[3:]).code == "E2024-03"
    assert organised(period="2023").code == "E2023-01"


def test_an_expert_of_the_platforms_unit_is_in_conflict_by_the_system(bench, organised):
    insider = bench.experts[1]
    insider.unit = bench.platforms[0].unit
    insider.save()
    panel = services.open_panel(bench.officer, organised().pk)
    assert ConflictDeclaration.objects.get().by_system
    keys = [row.key for row in panel.subjects.all()]
    services.declare(insider, panel.pk, dict.fromkeys(keys, (False, "")))
    assert ConflictDeclaration.objects.filter(conflict=True).count() == 1
    with pytest.raises(PermissionDenied):
        services.give_scores(insider, panel.pk, {bench.platforms[0].pk: ScoreEntry(Decimal(99))})
    # One who joins the unit later is in conflict from then on, though they declared to be in none.
    joins = bench.experts[2]
    declare(joins, panel)
    joins.unit = bench.platforms[0].unit
    joins.save()
    with pytest.raises(PermissionDenied):
        services.give_scores(joins, panel.pk, {bench.platforms[0].pk: ScoreEntry(Decimal(99))})
    assert not ExpertScore.objects.exists()


def test_too_few_without_conflict_keep_a_panel_from_opening(bench, organised):
    for expert in bench.experts[1:4]:
        expert.unit = bench.platforms[0].unit
        expert.save()
    panel = organised()
    with pytest.raises(ValidationError, match="示范1号院"):
        services.open_panel(bench.officer, panel.pk)
    panel.refresh_from_db()
    assert panel.state == "preparing"
    assert not ConflictDeclaration.objects.exists()


def test_a_declaration_answers_for_every_platform(bench, organised):
    panel = services.open_panel(bench.officer, organised().pk)
    expert, first = bench.experts[0], bench.platforms[0].pk
    with pytest.raises(ScoresRefused) as refused:
        services.declare(expert, panel.pk, {first: (True, "")})
    assert set(refused.value.lines) == {one.pk for one in bench.platforms[:3]}
    with pytest.raises(PermissionDenied):
        services.give_scores(expert, panel.pk, {})
    declare(expert, panel, {first: "合作申报项目"})
    declare(expert, panel)  # put right before the hand-in: the last one counts
    seat = panel.seats.get(expert=expert)
    assert len(PanelScores.of(panel).judged_by(seat)) == 3
    with pytest.raises(PermissionDenied):
        services.declare(expert, panel.pk, {bench.platforms[3].pk: (False, "")})


def test_a_conflict_found_later_takes_the_score_out_of_the_count(bench, discussion):
    first = bench.platforms[0].pk
    declare(bench.experts[6], discussion, {first: "近三年共同发表论文"})
    found = PanelScores.of(discussion)
    assert found.tally(first).count == 6
    assert found.tally(bench.platforms[1].pk).count == 7
    assert ExpertScore.objects.filter(subject__key=first).count() == 7  # kept, marked
    with pytest.raises(ScoresRefused):  # not withdrawn any more
        declare(bench.experts[6], discussion)
    services.state_conflict(bench.officer, discussion.pk, found.seats[0].pk, first, "项目评审专家回避名单")
    assert PanelScores.of(discussion).tally(first).scores[0] == 73
    for reason in ("", "  ", "a" * 501):
        with pytest.raises(ValidationError):
            services.state_conflict(bench.officer, discussion.pk, found.seats[1].pk, first, reason)
    with pytest.raises(ValidationError):
        services.state_conflict(bench.officer, discussion.pk, found.seats[1].pk, 999, "不在本组")


def test_what_the_bureau_stated_an_expert_does_not_take_back(bench, scoring):
    first, seat = bench.platforms[0].pk, scoring.seats.order_by("pk")[0]
    services.state_conflict(bench.officer, scoring.pk, seat.pk, first, "举报核实")
    declare(bench.experts[0], scoring)
    with pytest.raises(PermissionDenied):
        services.give_scores(bench.experts[0], scoring.pk, {first: ScoreEntry(Decimal(90))})


@pytest.mark.parametrize(
    ("points", "comment"),
    [
        (None, ""),
        ("100.01", "x"),
        ("-1", "x"),
        ("84.123", "x"),
        ("59.99", ""),
        ("NaN", ""),
        ("80", "x" * 2001),
    ],
)
def test_scores_that_cannot_be_handed_in(bench, scoring, points, comment):
    given = {one.pk: ScoreEntry(Decimal(90)) for one in bench.platforms[:2]}
    given[bench.platforms[2].pk] = ScoreEntry(None if points is None else Decimal(points), comment)
    with pytest.raises(ScoresRefused) as refused:
        services.give_scores(bench.experts[0], scoring.pk, given, hand_in=True)
    assert list(refused.value.lines) == [bench.platforms[2].pk]
    assert not ExpertScore.objects.exists()


def test_a_draft_may_have_gaps_and_the_hand_in_locks(bench, scoring):
    expert, first = bench.experts[0], bench.platforms[0].pk
    services.give_scores(expert, scoring.pk, {first: ScoreEntry(Decimal("50.5"))})
    services.give_scores(expert, scoring.pk, {first: ScoreEntry(None)})
    assert not ExpertScore.objects.exists()
    hand_in(expert, scoring, 88)
    with pytest.raises(PermissionDenied):
        hand_in(expert, scoring, 99)
    stale = scoring.seats.get(expert=bench.experts[1]).edition
    services.give_scores(bench.experts[1], scoring.pk, {first: ScoreEntry(Decimal(80))}, since=stale)
    with pytest.raises(ValidationError):
        services.give_scores(bench.experts[1], scoring.pk, {first: ScoreEntry(Decimal(81))}, since=stale)


def test_the_first_round_ends_by_itself_or_with_a_reason(bench, scoring):
    for expert in bench.experts[:4]:
        hand_in(expert, scoring, 80)
    with pytest.raises(ValidationError):  # four of five needed
        services.end_first(bench.officer, scoring.pk, "专家出差")
    hand_in(bench.experts[4], scoring, 80)
    with pytest.raises(ValidationError):
        services.end_first(bench.officer, scoring.pk, "")
    with pytest.raises(PermissionDenied):
        services.end_first(bench.experts[4], scoring.pk, "不是组长")
    services.end_first(bench.experts[0], scoring.pk, "专家出差")  # the chair
    scoring.refresh_from_db()
    assert (scoring.state, scoring.first_reason) == ("discussion", "专家出差")
    entry = Entry.objects.filter(action="experts.end_first").get()
    assert entry.detail["missing"] == ["expert_6", "expert_7"]
    with pytest.raises(PermissionDenied):  # who did not score alone takes no part in the discussion
        services.give_scores(
            bench.experts[6], scoring.pk, {bench.platforms[0].pk: ScoreEntry(Decimal(80), "迟到")}
        )


def test_a_change_after_the_discussion_needs_a_reason(bench, discussion):
    expert, first = bench.experts[0], bench.platforms[0].pk
    with pytest.raises(ScoresRefused):
        services.give_scores(expert, discussion.pk, {first: ScoreEntry(Decimal(90))})
    services.give_scores(expert, discussion.pk, {first: ScoreEntry(Decimal(90), "补看了用户证明")})
    assert PanelScores.of(discussion).tally(first).lowest == 70  # not handed in yet
    services.give_scores(expert, discussion.pk, {}, hand_in=True)
    assert PanelScores.of(discussion).tally(first).lowest == 73


def test_an_expert_sees_own_panels_only_once_they_are_open(bench, organised):
    panel = organised(experts=bench.experts[:5])
    assert not visible_panels(bench.experts[0]).exists()
    services.open_panel(bench.officer, panel.pk)
    assert visible_panels(bench.experts[0]).get() == panel
    assert not visible_panels(bench.experts[6]).exists()
    with pytest.raises(Http404):
        services.give_scores(bench.experts[6], panel.pk, {})
    services.add_expert(bench.officer, panel.pk, bench.experts[6])
    assert visible_panels(bench.experts[6]).exists()
    for person in (bench.experts[6], bench.auditor):
        with pytest.raises(ValidationError):
            services.add_expert(bench.officer, panel.pk, person)


def test_a_panel_goes_by_the_rules_it_was_prepared_with(bench, organised):
    """Rules that come into force later hold for panels prepared from then on, and for those edited from then on."""
    panel = organised()
    assert panel.documents == {RULES.code: RULES.packaged}
    enacted(RULES, ("comment_below: 60", "comment_below: 75"), ("most_experts: 30", "most_experts: 6"))
    panel.refresh_from_db()
    assert (rules_of(panel).comment_below, RULES.in_force().comment_below) == (60, 75)
    services.open_panel(bench.officer, panel.pk)
    with pytest.raises(ValidationError, match="6"):
        organised(platforms=bench.platforms[3:])
