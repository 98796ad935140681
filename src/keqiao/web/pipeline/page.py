"""What the pages of a project and of a gate show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import may_see
from keqiao.web.facts.models import Evidence
from keqiao.web.pipeline.actions import path_of, rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.gate_procedure import GATES
from keqiao.web.pipeline.gate_subjects import panel_row
from keqiao.web.pipeline.good_faith import failures
from keqiao.web.pipeline.models import GATE_AFTER, OPEN_GATES, STAGES, GateReview, Met, ProjectPassage, Stage
from keqiao.web.pipeline.procedure import PASSAGES
from keqiao.web.pipeline.query import qualification_words
from keqiao.web.pipeline.selectors import gates_for, lacking
from keqiao.web.pipeline.tables import SOON, gates_table, light_of, light_of_gate
from keqiao.web.pipeline.workplace import GATE_STEPS, PROJECT_STEPS, REQUEST
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import ActionForm, StepOnPage, offered
from keqiao.web.site.numbers import number

Bound = Mapping[str, ActionForm]


@dataclass(frozen=True)
class StageMark:
    """A stage of the way: behind, here, or ahead; ``at``: when the gate before it was passed."""

    words: str
    place: str
    at: datetime | None


def way_of(passage: ProjectPassage) -> list[StageMark]:
    """Return the stages with the place of the project."""
    passed = dict(passage.gates.filter(state=GateReview.State.PASSED).values_list("gate", "decided_at"))
    here = STAGES.index(Stage(passage.stage))
    opened = {Stage.LEAD: passage.opened_at} | {
        STAGES[STAGES.index(stage) + 1]: passed.get(gate.value)
        for stage, gate in ((Stage(code), gate) for code, gate in GATE_AFTER.items())
    }
    return [
        StageMark(
            str(stage.label), "here" if at == here else "behind" if at < here else "ahead", opened.get(stage)
        )
        for at, stage in enumerate(STAGES)
    ]


def project_context(user: Actor, passage: ProjectPassage, bound: Bound | None = None) -> dict[str, Any]:
    """Return what the page of a project needs."""
    sent = bound or {}
    path = path_of(passage)

    def url(name: str) -> str:
        return reverse("pipeline:step", args=(passage.pk, name))

    main, aside = offered(PASSAGES, user, passage, PROJECT_STEPS, url=url, bound=sent)
    gate = GATE_AFTER.get(passage.stage)
    asking = None
    if gate is not None:
        review = GateReview(passage=passage, gate=gate.value, requested_by=user)
        if GATES.decide(user, review, "request"):
            asking = StepOnPage(
                REQUEST, sent.get("request") or REQUEST.form(passage, user), url("request"), False
            )
    owed = list(passage.deliverables.select_related("owner", "file", "review"))
    reviews = list(gates_for(user).filter(passage=passage))
    return {
        "passage": passage,
        "project": passage.project,
        "status": PASSAGES.status(passage),
        "light": light_of(passage),
        "soon": SOON,
        "way": way_of(passage),
        "facts": _project_facts(passage),
        "next_gate": gate,
        "next_rule": path.gate.get(gate.value) if gate is not None else None,
        "asking": asking,
        "main": main,
        "aside": aside,
        "owed": [(entry, _openable(user, entry.file)) for entry in owed],
        "mandates": [
            (mandate, qualification_words(mandate.qualification))
            for mandate in passage.mandates.select_related("manager", "given_by")
        ],
        "gates": gates_table(reviews),
        "failures": failures(user, reviews),
        "register_url": _register_url(user, passage),
        "entries": _history(PASSAGES, passage),
    }


def _project_facts(passage: ProjectPassage) -> list[tuple[str, Any]]:
    project, path = passage.project, path_of(passage)
    rules = GATE_RULES.used_by(passage.documents)
    return [
        (_("Platform"), str(project.platform)),
        (_("Field of technology"), project.get_field_display()),
        (_("Where the technology comes from"), str(project.origin or "—")),
        (_("Firm that takes it up"), str(project.firm or "—")),
        (_("Readiness (TRL)"), f"{passage.readiness} {path.levels[passage.readiness - 1]}"),
        (_("Scale"), str(path.standard)),
        (_("Money asked for"), _wan(project.budget) if project.budget is not None else "—"),
        (_("Project manager"), str(passage.manager or pgettext("manager", "nobody yet"))),
        (_("Rules it goes by"), f"{rules.version} · {rules.status}"),
    ]


def gate_context(user: Actor, review: GateReview, bound: Bound | None = None) -> dict[str, Any]:
    """Return what the page of a review needs. Votes stay with the panel, sealed until it has ended."""
    sent = bound or {}
    rule = rule_of(review)
    row = panel_row(review) if rule.panel else None

    def url(name: str) -> str:
        return reverse("pipeline:gate_step", args=(review.pk, name))

    main, aside = offered(GATES, user, review, GATE_STEPS, url=url, bound=sent)
    names = [name for offer in GATE_STEPS for name in offer.actions]
    decisions = GATES.possible(user, review)
    return {
        "review": review,
        "passage": review.passage,
        "rule": rule,
        "status": GATES.status(review),
        "light": light_of_gate(review),
        "facts": _gate_facts(review),
        "checklist": _checklist(user, review),
        "lacking": lacking(review) if review.state in OPEN_GATES else [],
        "criteria": _criteria(review),
        "panel": row.panel if row is not None and may_see(user, row.panel) else None,
        "has_panel": row is not None,
        "result": row.value if row is not None and row.panel.state == "closed" else None,
        "owed": list(review.deliverables.all()),
        "main": main,
        "aside": aside,
        "not_now": GATES.not_now(user, decisions, names),
        "failures": failures(user, [review]),
        "entries": _history(GATES, review),
    }


def _gate_facts(review: GateReview) -> list[tuple[str, Any]]:
    path = path_of(review.passage)
    facts = [
        (_("Readiness before"), f"{review.readiness_before} {path.levels[review.readiness_before - 1]}"),
        (_("Readiness needed (TRL)"), str(rule_of(review).readiness)),
    ]
    if review.readiness_after is not None:
        after = review.readiness_after
        facts.append((_("Readiness after"), f"{after} {path.levels[after - 1]}"))
    manager = review.manager or review.passage.manager
    facts.append((_("Project manager"), str(manager or pgettext("manager", "nobody yet"))))
    if hasattr(review, "tranche"):
        rules = GATE_RULES.used_by(review.passage.documents).managers
        line = review.tranche.line
        facts.append((_("Tranche released"), _wan(review.tranche.amount)))
        facts.append(
            (_("Money behind it"), str(line.proposal.pool) if line is not None else _("not named yet"))
        )
        facts.append((_("Success fee by the rules"), _wan(rules.fee(review.tranche.amount))))
    return facts


@dataclass(frozen=True)
class CheckLine:
    """An item of the gate's list with its files, each with whether the reader may open it."""

    name: str
    required: bool
    files: list[tuple[Evidence, bool]]


def _checklist(user: Actor, review: GateReview) -> list[CheckLine]:
    rows = list(review.materials.filter(removed_at=None).select_related("file"))
    open_to = set(
        Evidence.objects.visible_to(user)
        .filter(pk__in=[row.file_id for row in rows])
        .values_list("pk", flat=True)
    )
    return [
        CheckLine(
            str(item.name),
            item.required,
            [(row.file, row.file_id in open_to) for row in rows if row.item == code],
        )
        for code, item in rule_of(review).item.items()
    ]


def _criteria(review: GateReview) -> list[tuple[str, bool, str, str]]:
    """Each criterion: its name, whether it must be met, whether it is, and why."""
    words = {str(code): str(label) for code, label in Met.choices}
    return [
        (
            str(criterion.name),
            criterion.must,
            words.get(review.assessments.get(code, {}).get("met", ""), ""),
            review.assessments.get(code, {}).get("why", ""),
        )
        for code, criterion in rule_of(review).criterion.items()
    ]


def _openable(user: Actor, file: Evidence | None) -> bool:
    return file is not None and may_see(user, file)


def _register_url(user: Actor, passage: ProjectPassage) -> str:
    if not may_see(user, passage.project):
        return ""
    return reverse("registry:row", kwargs={"key": "pipeline-projects", "pk": passage.project_id})


def _history(procedure: Any, row: Any) -> list[history.StepInWords]:
    return history.entries(procedure, row.steps.select_related("by").order_by("-pk"))


def _wan(amount: Any) -> str:
    return _("%(amount)s 10k yuan") % {"amount": number(amount / 10_000, 2)}
