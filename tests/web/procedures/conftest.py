"""A row of each procedure, with the people who could act on it. A new procedure adds its own: ``<name>_case``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.web.alliances.conftest import union  # noqa: F401 (fixtures)
from tests.web.conftest import ROLES
from tests.web.deals.conftest import Walk, market  # noqa: F401 (fixtures)
from tests.web.exchange.conftest import a_need, an_offer, exchange  # noqa: F401 (fixtures)
from tests.web.experts.conftest import bench, organised, scoring  # noqa: F401 (fixtures)
from tests.web.facts_of_two import record_fact
from tests.web.firms.conftest import waiting  # noqa: F401 (fixtures)
from tests.web.funding.payments.conftest import decided_pool, platforms  # noqa: F401
from tests.web.grading.conftest import director_of, officer, reviewer, runs, story, ten  # noqa: F401
from tests.web.meetings.conftest import fair  # noqa: F401 (fixtures)
from tests.web.oversight.conftest import supervised  # noqa: F401 (fixtures)
from tests.web.oversight.test_tasks import a_task
from tests.web.pipeline.conftest import Walk as ProjectWalk
from tests.web.pipeline.conftest import works  # noqa: F401 (fixtures)
from tests.web.planning.conftest import a_plan, planned_city  # noqa: F401 (fixtures)
from tests.web.programmes.conftest import town  # noqa: F401 (fixtures)
from tests.web.registry.city import reference, side
from tests.web.reports.conftest import studied  # noqa: F401 (fixture)
from tests.web.returns.conftest import bureau, opened  # noqa: F401 (fixtures)
from tests.web.tolerance.conftest import applied, city, director, draft, scheme, third  # noqa: F401
from tests.web.transfer.conftest import capital  # noqa: F401 (fixtures)
from tests.web.transfer.test_income import CASE

from keqiao.web.accounts.models import PasswordReset, RoleProposal, Unit
from keqiao.web.administration.services import proposals, resets
from keqiao.web.audit.clock import present, today
from keqiao.web.calls import services as calls
from keqiao.web.calls.models import CallApplication, CallDeadline, UpwardCall
from keqiao.web.deals.turns import turn_of
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.facts.models import FigureProposal, Measure, ProposalDecision
from keqiao.web.facts.services import load_measures
from keqiao.web.finance import services as finance
from keqiao.web.finance.models import FinanceRequest
from keqiao.web.finance.services import AskedFinance
from keqiao.web.firms.models import FirmSignUp
from keqiao.web.funding.models import TeamShare
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.services import plan_paste
from keqiao.web.oversight.models import TaskRating
from keqiao.web.pipeline.models import GateTranche, ProjectPassage
from keqiao.web.planning.models import AttractionTarget, DevelopmentPlan
from keqiao.web.planning.services import attraction
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.models import GovernanceItem, Person, Platform
from keqiao.web.reports import library
from keqiao.web.reports.models import ApprovedParagraph, MediaStory
from keqiao.web.returns.models import UnlockRequest
from keqiao.web.talents.models import TalentApplication, TalentInstalment
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.transfer import services as transfer


@dataclass
class Case:
    """A row by its key; ``put`` brings it into a state; ``never``: what nobody does in it (state, action)."""

    pk: int
    put: Callable[[str], object]
    users: list[Any]
    never: set[tuple[str, str]] = field(default_factory=set)
    do: dict[str, Callable[[Any], object]] = field(default_factory=dict)
    """What the service of an action does without which the database refuses it."""


def everybody(user_with, *people):
    """One user of each role, without a unit, and ``people`` who have to do with the row."""
    return [*people, *(user_with(role, username=f"any_{role}") for role in ROLES)]


@pytest.fixture
def returns_case(opened, user_with):  # noqa: F811
    """A form of P01 with a request to unlock that waits."""
    people = (
        opened.clerk_1,
        opened.director_1,
        opened.clerk_2,
        opened.officer_1,
        opened.officer_2,
        opened.auditor,
    )
    form = opened.form

    def put(state: str) -> None:
        UnlockRequest.objects.filter(form=form).delete()
        if state == "locked":
            UnlockRequest.objects.create(form=form, version=1, requested_by=opened.clerk_1, reason="漏计")
        type(form).objects.filter(pk=form.pk).update(state=state)

    def grant(work) -> None:
        work.row.version += 1

    never = {("locked", "ask_unlock")}
    return Case(form.pk, put, everybody(user_with, *people), never, {"grant_unlock": grant})


@pytest.fixture
def collections_case(opened, user_with):  # noqa: F811
    """An open collection."""
    rows = type(opened.collection).objects.filter(pk=opened.collection.pk)
    return Case(rows.get().pk, lambda state: rows.update(state=state), everybody(user_with, opened.clerk_1))


@pytest.fixture
def unlocks_case(opened, user_with):  # noqa: F811
    """A request to unlock a form."""
    asked = UnlockRequest.objects.create(
        form=opened.form, version=1, requested_by=opened.clerk_1, reason="漏计"
    )
    rows = UnlockRequest.objects.filter(pk=asked.pk)
    return Case(asked.pk, lambda state: rows.update(state=state), everybody(user_with, opened.clerk_1))


@pytest.fixture
def pools_case(officer, platforms, user_with):  # noqa: F811
    """A pool that is planned, with a proposal; a decided one stands beside it."""
    decided = decided_pool(officer, platforms)
    fields = {"period": "2023", "amount": decided.amount, "grading": decided.grading, "created_by": officer}
    planned = type(decided).objects.create(code="2023-F09", title="另一资金池", **fields)
    chosen = type(decided.chosen).objects.create(
        pool=planned,
        number=1,
        title="按等次",
        rules=decided.chosen.rules,
        amount=planned.amount,
        unspent=planned.amount,
        input_digest="0" * 64,
        digest="0" * 64,
        engine_version="0",
        made_by=officer,
    )
    chosen.state = "computed"
    chosen.save()

    def put(state: str) -> None:
        case.pk = decided.pk if state == "decided" else planned.pk
        type(planned).objects.filter(pk=planned.pk).update(state="planning" if state == "decided" else state)

    def decide(work) -> None:
        work.row.chosen, work.row.decided_by, work.row.decided_at = chosen, work.actor, work.at

    case = Case(planned.pk, put, everybody(user_with, officer), do={"decide": decide})
    return case


@pytest.fixture
def shares_case(officer, platforms, user_with):  # noqa: F811
    """A team share that the clerk proposed."""
    line = decided_pool(officer, platforms).chosen.lines.get(platform=platforms[0])
    unit = platforms[0].unit
    clerk = user_with("platform_clerk", unit=unit, username="clerk")
    speaker = user_with("platform_director", unit=unit, username="director")
    pks = {
        state: TeamShare.objects.create(
            line=line, amount=1, paid=1, spent_on=date(2024, 5, 1), proposed_by=clerk, state=state
        ).pk
        for state in TeamShare.State
    }

    def put(state: str) -> None:
        case.pk = pks[state]

    case = Case(0, put, everybody(user_with, clerk, speaker))
    return case


@pytest.fixture
def figures_case(officer, platforms, user_with):  # noqa: F811
    """A figure that the officer proposed; others were refused, withdrawn and confirmed."""
    load_measures()
    measure = Measure.objects.get(code="market_income")
    pks = {}
    for year, state in enumerate(FigureProposal.State, 2020):
        proposal = FigureProposal.objects.create(
            measure=measure,
            platform=platforms[0],
            period=str(year),
            basis="reported",
            value=1,
            source_kind="evidence",
            reason="补录",
            proposed_by=officer,
        )
        pks[state] = proposal.pk
        if state != "waiting":
            fact = (
                record_fact(officer, "market_income", platforms[0], str(year), Decimal(1))
                if state == "confirmed"
                else None
            )
            ProposalDecision.objects.create(proposal=proposal, outcome=state, fact=fact, decided_by=officer)

    def put(state: str) -> None:
        case.pk = pks[state]

    other = record_fact(officer, "market_income", platforms[1], "2020", Decimal(1))

    def confirm(work) -> None:
        work.fact = other

    case = Case(0, put, everybody(user_with, officer), do={"confirm": confirm})
    return case


@pytest.fixture
def imports_case(opened, user_with):  # noqa: F811
    """The plan of a paste into a register, by an officer; an auditor sees it too."""
    made = plan_paste(opened.officer_1, REGISTER_IMPORTER, "parks", "code\tname\na\t甲")
    rows = ImportPlan.objects.filter(pk=made.pk)
    people = (opened.officer_1, opened.officer_2, opened.auditor, opened.clerk_1)
    return Case(made.pk, lambda state: rows.update(state=state), everybody(user_with, *people))


@pytest.fixture
def gradings_case(runs, story, ten, director_of, user_with):  # noqa: F811
    """A grading whose publicity has ended, with an upheld objection while it is in re-check."""
    grading, objector = story.published(runs(), day=-30), director_of(4)
    rows = Grading.objects.filter(pk=grading.pk)

    def put(state: str) -> None:
        Objection.objects.all().delete()
        if state == "rechecked":
            Objection.objects.create(
                grading=grading, platform=ten[3], text="x", lodged_by=objector, state="upheld"
            )
        rows.update(state=state)

    def rebase(work) -> None:
        work.after["published_again"] = False

    # While an objection keeps a grading in re-check its new run comes before the decision; without one it stands on a
    # new run only for an accepted case of fault tolerance, of which there is none here.
    never = {("rechecked", "finish"), ("published", "rebase")}
    people = (story.officer, story.reviewer, objector)
    return Case(grading.pk, put, everybody(user_with, *people), never, {"rebase": rebase})


@pytest.fixture
def objections_case(runs, story, ten, director_of, user_with):  # noqa: F811
    """An objection in the publicity of a grading, re-checked by the officer where it is past that; another one whose
    findings are not recorded.
    """
    grading, objector = story.published(runs()), director_of(4)
    Grading.objects.filter(pk=grading.pk).update(publicity_from=today(), publicity_to=today())
    objection = Objection.objects.create(grading=grading, platform=ten[3], text="x", lodged_by=objector)
    rows = Objection.objects.filter(pk=objection.pk)
    Objection.objects.create(
        grading=grading,
        platform=ten[3],
        text="x",
        lodged_by=objector,
        checked_by=story.officer,
        state="checking",
    )

    def put(state: str) -> None:
        rows.update(
            state=state,
            checked_by=None if state == "lodged" else story.officer,
            findings="" if state == "lodged" else "属实",
        )

    people = (story.officer, story.reviewer, objector, director_of(5))
    return Case(objection.pk, put, everybody(user_with, *people))


@pytest.fixture
def cases_case(applied, director, officer, reviewer, third, user_with):  # noqa: F811, PLR0917
    """A case of P02 that the officer has found the facts of, where it is past that."""
    rows = ToleranceCase.objects.filter(pk=applied.pk)

    def put(state: str) -> None:
        rows.update(state=state, checked_by=None if state in {"draft", "applied"} else officer)

    people = (director, officer, reviewer, third)
    return Case(applied.pk, put, everybody(user_with, *people))


@pytest.fixture
def role_proposals_case(user_with):
    """Roles proposed for a clerk."""
    system, clerk = (
        user_with("system_admin", username="system"),
        user_with("platform_clerk", username="clerk"),
    )
    made = proposals.propose(system, clerk, ["platform_director"])
    rows = RoleProposal.objects.filter(pk=made.pk)
    return Case(made.pk, lambda state: rows.update(state=state), everybody(user_with, system, clerk))


@pytest.fixture
def password_resets_case(user_with):
    """A reset of a clerk's password."""
    system, clerk = (
        user_with("system_admin", username="system"),
        user_with("platform_clerk", username="clerk"),
    )
    made = resets.ask(system, clerk, "忘记密码")
    rows = PasswordReset.objects.filter(pk=made.pk)
    return Case(made.pk, lambda state: rows.update(state=state), everybody(user_with, system, clerk))


@pytest.fixture
def panels_case(bench, organised, user_with):  # noqa: F811
    """A panel whose due date has passed; the chair has handed in and everybody has confirmed what they gave."""
    panel = organised()
    panel.seats.update(declared_at=present(), first_at=present(), second_at=present())
    rows = ExpertPanel.objects.filter(pk=panel.pk)

    def put(state: str) -> None:
        rows.update(state=state, due_on=today() - timedelta(days=1), opened_at=present())

    return Case(panel.pk, put, everybody(user_with, bench.officer, bench.second, *bench.experts[:2]))


@pytest.fixture
def seats_case(bench, scoring, user_with):  # noqa: F811
    """The seat of an expert; the panel is in discussion where the independent scores are handed in."""
    seat = scoring.seats.get(expert=bench.experts[1])
    moments = ("declared_at", "first_at", "second_at")

    def put(state: str) -> None:
        passed = list(PanelSeat.State).index(state)
        PanelSeat.objects.filter(pk=seat.pk).update(
            **{name: present() if place < passed else None for place, name in enumerate(moments)}
        )
        late = state in {"handed_in", "confirmed"}
        ExpertPanel.objects.filter(pk=scoring.pk).update(state="discussion" if late else "scoring")

    return Case(seat.pk, put, everybody(user_with, bench.officer, *bench.experts[:2]))


def _posting_case(exchange, row, user_with) -> Case:  # noqa: F811
    """A need or an offer that a broker looks after, where it is past being submitted."""
    rows = type(row).objects.filter(pk=row.pk)

    def put(state: str) -> None:
        taken = None if state == "submitted" else exchange.broker
        rows.update(state=state, broker=taken, bottleneck=state == "review")

    people = (
        exchange.seeking.user,
        exchange.offering.user,
        exchange.stranger.user,
        exchange.broker,
        exchange.other_broker,
        exchange.officer,
    )
    never = {("diagnosis", "ask_review")}  # of a bottleneck technology, which this one is not
    return Case(row.pk, put, everybody(user_with, *people), never)


@pytest.fixture
def needs_case(exchange, user_with):  # noqa: F811
    """A need of a firm."""
    return _posting_case(exchange, a_need(exchange), user_with)


@pytest.fixture
def offers_case(exchange, user_with):  # noqa: F811
    """An offer of a firm."""
    return _posting_case(exchange, an_offer(exchange), user_with)


@pytest.fixture
def sign_ups_case(waiting, officer, user_with):  # noqa: F811
    """A firm that signs up."""
    rows = FirmSignUp.objects.filter(pk=waiting.pk)
    return Case(waiting.pk, lambda state: rows.update(state=state), everybody(user_with, officer))


@pytest.fixture
def matchmaking_events_case(fair, user_with):  # noqa: F811
    """An event to which both sides come, on a day that has passed."""
    rows = type(fair.event).objects.filter(pk=fair.event.pk)
    market = fair.market  # noqa: F811
    people = everybody(user_with, market.officer, market.broker, market.supply.user)
    return Case(fair.event.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def event_participations_case(fair, user_with):  # noqa: F811
    """A participant; its event stands where the participant's steps are possible."""
    row = fair.demand
    rows, event = type(row).objects.filter(pk=row.pk), type(fair.event).objects.filter(pk=fair.event.pk)

    def put(state: str) -> None:
        rows.update(state=state)
        event.update(state="open" if state == "withdrawn" else "published", until=today())

    people = everybody(user_with, fair.market.officer, fair.market.demand.user, fair.market.supply.user)
    never = {("signed", "change"), ("signed", "withdraw")}
    return Case(row.pk, put, people, never)


@pytest.fixture
def gatherings_case(union, user_with):  # noqa: F811
    """A gathering whose day is over."""
    rows = type(union.planned).objects.filter(pk=union.planned.pk)
    people = everybody(user_with, union.market.officer, union.market.supply.user, union.market.demand.user)
    return Case(union.planned.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def resolutions_case(union, user_with):  # noqa: F811
    """A decision of a gathering that was held."""
    rows = type(union.resolution).objects.filter(pk=union.resolution.pk)
    people = everybody(user_with, union.market.officer, union.market.supply.user, union.market.demand.user)
    return Case(union.resolution.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def deals_case(market, user_with):  # noqa: F811
    """A deal of two sides with a broker; the day of its step is over, nobody has answered."""
    walk = Walk(market)
    deal = walk.to("rated")
    deal.answers.all().delete()
    deal.ratings.all().delete()
    rows = type(deal).objects.filter(pk=deal.pk)

    def put(state: str) -> None:
        turn = turn_of(state, answered=(), has_broker=True)
        rows.update(state=state, turn=turn, due_on=date(2024, 1, 1))

    people = (
        market.demand.user,
        market.supply.user,
        market.other_firm.user,
        market.broker,
        market.other_broker,
        market.officer,
    )
    return Case(deal.pk, put, everybody(user_with, *people), {("proposed", "agree")})


def a_call(town, state: str) -> UpwardCall:  # noqa: F811
    """A call with the last day for applicants."""
    call = calls.draft(town.officer, "关于申报的通知\n\n请各企业积极申报。")
    CallDeadline.objects.create(call=call, who="企业", what="提交", on=today(), for_applicant=True)
    UpwardCall.objects.filter(pk=call.pk).update(state=state, programme=town.version)
    return UpwardCall.objects.get(pk=call.pk)


@pytest.fixture
def calls_case(town, user_with):  # noqa: F811
    """A call that can be published."""
    call = a_call(town, "draft")

    def put(state: str) -> None:
        UpwardCall.objects.filter(pk=call.pk).update(state=state)

    return Case(call.pk, put, everybody(user_with, town.officer, town.one.user))


@pytest.fixture
def call_applications_case(town, user_with):  # noqa: F811
    """An application of firm one for an open call."""
    application = calls.apply(town.one.user, a_call(town, "open"), town.one.organisation)

    def put(state: str) -> None:
        CallApplication.objects.filter(pk=application.pk).update(state=state)

    return Case(application.pk, put, everybody(user_with, town.officer, town.one.user, town.two.user))


@pytest.fixture
def finance_requests_case(town, user_with):  # noqa: F811
    """A request of firm one to a bank."""
    bank = Unit.objects.create(code="bank", name="示范银行", kind=Unit.Kind.INVESTOR)
    asked = AskedFinance(bank, Decimal(1_000_000), "中试", ("reports",), today() + timedelta(days=30))
    row = finance.ask(town.one.user, town.one.organisation, asked)
    people = everybody(
        user_with, user_with("investor", unit=bank, username="banker"), town.one.user, town.two.user
    )
    return Case(row.pk, lambda state: FinanceRequest.objects.filter(pk=row.pk).update(state=state), people)


@pytest.fixture
def talent_applications_case(town, user_with):  # noqa: F811
    """An application that experts have judged, whose publicity is over and of whose grant a part is to be paid."""
    rows_of = side(0, reference())
    application = TalentApplication.objects.create(
        code="T-1",
        person=rows_of.rows[Person],
        platform=rows_of.rows[Platform],
        programme=town.version,
        made_by=town.officer,
        made_at=present(),
        points=100,
        publicity_until=date(2024, 1, 1),
    )
    TalentInstalment.objects.create(application=application, number=1, amount=1, due_on=date(2024, 1, 1))
    rows = TalentApplication.objects.filter(pk=application.pk)
    applicant = user_with("platform_director", unit=rows_of.unit, username="applies")
    people = everybody(user_with, applicant, town.officer, town.one.user)
    return Case(application.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def passages_case(works, user_with):  # noqa: F811
    """A project with a manager, beyond its term."""
    walk = ProjectWalk(works)
    walk.in_charge()
    rows = ProjectPassage.objects.filter(pk=walk.pk)

    def put(state: str) -> None:
        stage = "completed" if state == "completed" else "proof"
        rows.update(state=state, stage=stage, due_on=date(2024, 1, 1))

    never = {("running", name) for name in ("advance", "hold", "stop")}  # only decisions at gates do
    people = (works.director, works.stranger, works.manager, works.successor, works.second)
    return Case(walk.pk, put, everybody(user_with, *people), never)


@pytest.fixture
def gates_case(works, user_with):  # noqa: F811
    """A review at a gate that releases money."""
    walk = ProjectWalk(works)
    walk.in_charge()
    review = walk.request()
    GateTranche.objects.create(review=review, amount=1)
    rows = type(review).objects.filter(pk=review.pk)
    people = (works.director, works.stranger, works.manager, works.second)
    return Case(review.pk, lambda state: rows.update(state=state), everybody(user_with, *people))


@pytest.fixture
def distributions_case(capital, user_with):  # noqa: F811
    """A distribution that is public no longer and that somebody else may decide."""
    clerk = user_with("platform_clerk", unit=capital.platform.unit, username="clerk_2")
    row = transfer.prepare(clerk, capital.platform, CASE)
    rows = type(row).objects.filter(pk=row.pk)

    def put(state: str) -> None:
        day = date(2024, 1, 1)
        rows.update(state=state, published_on=day, public_until=day, decided_at=present())

    people = (clerk, capital.director, capital.stranger)
    never = {("published", "settle")}  # there is no objection
    return Case(row.pk, put, everybody(user_with, *people), never)


@pytest.fixture
def tasks_case(supervised, user_with):  # noqa: F811
    """A task whose reply was rated badly; its fact ceased to hold where it is closed, and holds before."""
    made = supervised
    task = a_task(made)
    rows = type(task).objects.filter(pk=task.pk)

    def put(state: str) -> None:
        rows.update(state=state, answered_by=None, closed_at=present())
        held = date(2022, 12, 31) if state == "closed" else None
        GovernanceItem.objects.filter(platform=made.P01, kind="market").update(valid_to=held)
        if state in {"reviewed", "closed"}:
            TaskRating.objects.create(task=task, satisfaction="not", by=made.congress, at=present())

    people = (made.officer, made.finance, made.talent, made.congress)
    return Case(task.pk, put, everybody(user_with, *people), {("answered", "ask_again")})


@pytest.fixture
def plans_case(planned_city, user_with):  # noqa: F811
    """A plan with targets that nobody has reviewed."""
    plan = a_plan(planned_city)
    rows = DevelopmentPlan.objects.filter(pk=plan.pk)
    people = (planned_city.officer, planned_city.second, planned_city.director)
    return Case(plan.pk, lambda state: rows.update(state=state), everybody(user_with, *people))


@pytest.fixture
def attractions_case(planned_city, user_with):  # noqa: F811
    """A team that is to be attracted."""
    given = {"node": "steel_rolling", "name": "某团队", "kind": "team", "field": "特种钢"}
    given |= {"owner": planned_city.officer, "due_on": today() + timedelta(days=30)}
    target = attraction.add(planned_city.officer, given)
    rows = AttractionTarget.objects.filter(pk=target.pk)
    return Case(target.pk, lambda state: rows.update(state=state), everybody(user_with, planned_city.officer))


@pytest.fixture
def questions_case(studied, user_with):  # noqa: F811
    """A question of a study to the finance department."""
    rows = type(studied.question).objects.filter(pk=studied.question.pk)
    people = everybody(user_with, studied.congress, studied.finance, studied.officer)
    return Case(studied.question.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def reports_case(studied, user_with):  # noqa: F811
    """A survey report in which nothing contradicts."""
    studied.report.sections.update(text="体系不断完善。")
    rows = type(studied.report).objects.filter(pk=studied.report.pk)
    people = everybody(user_with, studied.congress, studied.officer)
    return Case(studied.report.pk, lambda state: rows.update(state=state), people)


@pytest.fixture
def coverage_case(studied, user_with):  # noqa: F811
    """A story that was told about a platform."""
    words = {"title": "开放日", "story": "走进实验室。", "channel": "online", "outlet": "示范发布"}
    entry = library.record_story(studied.officer, **words, on=date(2024, 5, 2))
    people = everybody(user_with, studied.congress, studied.officer)
    return Case(entry.pk, lambda state: MediaStory.objects.filter(pk=entry.pk).update(state=state), people)


@pytest.fixture
def paragraphs_case(studied, user_with):  # noqa: F811
    """A paragraph that an officer proposed."""
    paragraph = library.propose(studied.officer, title="氛围", text="形成良好氛围。", source="审议意见")
    rows = ApprovedParagraph.objects.filter(pk=paragraph.pk)
    people = everybody(user_with, studied.congress, studied.officer)
    return Case(paragraph.pk, lambda state: rows.update(state=state), people)
