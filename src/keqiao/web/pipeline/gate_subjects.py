"""Experts before a gate: the votes are those of the experts' panels, over reviews as their subjects.

What is rated is one measure, the readiness to pass; a document of gates is what asks for it, so that one meeting
judges projects at different gates by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.criteria import Criterion
from keqiao.web.experts.models import ExpertPanel, PanelSubject
from keqiao.web.experts.subjects import Material, MaterialFile, Subject
from keqiao.web.experts.tally import ScoreTally
from keqiao.web.facts.models import Measure
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import GateReview, GateState
from keqiao.web.rulebooks.models import DocumentText

KIND, SOURCE, MEASURE = "gate", "pipeline.gates", "gate_readiness"


class GateSubjects:
    """Reviews at gates as subjects of panels."""

    code = KIND
    name = gettext_lazy("Gate review")
    own = gettext_lazy("manages the project, or belongs to its platform or to where it comes from")

    def offered(self, user: Actor) -> Iterable[Subject]:
        """Yield the submitted reviews of gates that have a panel."""
        rows = _loaded(GateReview.objects.visible_to(user).filter(state=GateState.SUBMITTED))
        return [_subject(review) for review in rows if rule_of(review).panel]

    def named(self, keys: Collection[int]) -> Mapping[int, Subject]:
        """Return reviews by key, in the order of their numbers."""
        rows = _loaded(GateReview.objects.filter(pk__in=list(keys)))
        return {review.pk: _subject(review) for review in rows}

    def conflicts(self, experts: Collection[Actor], keys: Collection[int]) -> Collection[tuple[int, int]]:
        """Nobody judges a project that they manage or managed, of their own unit, or from their own organisation."""
        rows = _loaded(GateReview.objects.filter(pk__in=list(keys))).prefetch_related("passage__mandates")
        pairs: set[tuple[int, int]] = set()
        for review in rows:
            project = review.passage.project
            units = {project.platform.unit_id, getattr(project.firm, "unit_id", None)} - {None}
            names = {str(project.origin)} if project.origin is not None else set()
            managers = {mandate.manager_id for mandate in review.passage.mandates.all()}
            pairs |= {
                (expert.pk, review.pk)
                for expert in experts
                if expert.pk in managers
                or expert.unit_id in units
                or (expert.unit is not None and str(expert.unit) in names)
            }
        return pairs

    def materials(self, panel: ExpertPanel, keys: Collection[int]) -> Mapping[int, Sequence[Material]]:
        """Return the summary and the files of each review, by the items of the gate's list."""
        rows = _loaded(GateReview.objects.filter(pk__in=list(keys))).prefetch_related("materials__file")
        return {review.pk: _materials(review) for review in rows}

    def gaps(self, panel: ExpertPanel, keys: Collection[int]) -> Sequence[str]:
        """Nothing: a review is handed in with all that its gate asks for."""
        return ()

    def settle(self, panel: ExpertPanel, row: PanelSubject, result: ScoreTally, actor: Actor) -> None:
        """The result stands with the panel; the decision at the gate reads it there."""

    def url(self, panel: ExpertPanel, row: PanelSubject) -> str:
        """Return the page of the review."""
        return reverse("pipeline:gate", args=(row.key,))


class GateCriteria:
    """Documents of gates as what asks experts; a basis is the fingerprint of the document."""

    code = SOURCE

    def offered(self, user: Actor) -> Iterable[Criterion]:
        """Yield what the document in force asks for, then the earlier ones that submitted projects began with."""
        waiting = (
            GateReview.objects.visible_to(user).filter(state=GateState.SUBMITTED).select_related("passage")
        )
        bases = {review.passage.documents.get(GATE_RULES.code) or GATE_RULES.packaged for review in waiting}
        for basis in sorted(bases):
            yield from self.criteria(basis)

    def criteria(self, basis: str) -> Sequence[Criterion]:
        """Return what a document asks for."""
        known = basis == GATE_RULES.packaged or DocumentText.objects.filter(fingerprint=basis).exists()
        measure = Measure.objects.filter(code=MEASURE).first()
        if not known or measure is None:
            return ()
        version = GATE_RULES.stored(basis).version
        name = _("Gates, version %(version)s") % {"version": version}
        return (Criterion(SOURCE, basis, name, measure, subject_kind=KIND),)

    def neighbours(self, basis: str, measure: Measure, period: str) -> Sequence[str]:
        """Nothing stands beside it: experts read the material of the review."""
        return ()


def panel_row(review: GateReview) -> PanelSubject | None:
    """Return the review as its newest panel has it; None where no panel judges it. Dissolved ones do not count."""
    rows = PanelSubject.objects.filter(panel__subject_kind=KIND, key=review.pk)
    rows = rows.exclude(panel__state=ExpertPanel.State.DISSOLVED)
    return rows.select_related("panel").order_by("-pk").first()


def panel_state(review: GateReview) -> str:
    """Return the state of the newest panel; empty where there is none."""
    row = panel_row(review)
    return "" if row is None else str(row.panel.state)


def _loaded(rows: QuerySet[GateReview]) -> QuerySet[GateReview]:
    """Reviews with what a panel asks of them, in the order of their numbers."""
    return rows.select_related(
        "passage__project__platform__organisation", "passage__project__firm", "passage__project__origin"
    ).order_by("code")


def _subject(review: GateReview) -> Subject:
    return Subject(review.pk, review.code, review.passage.project.title, review.get_gate_display())


def _materials(review: GateReview) -> list[Material]:
    items, heading = rule_of(review).item, _("Material of the gate")
    day = timezone.localdate(review.submitted_at).isoformat() if review.submitted_at else ""
    listed = [Material(heading, _("What was achieved"), review.summary, day)] if review.summary else []
    for code, item in items.items():
        files = [entry for entry in review.materials.all() if entry.item == code and entry.removed_at is None]
        if files:
            entries = [MaterialFile(entry.file.title, entry.file.sha256) for entry in files]
            listed.append(Material(heading, str(item.name), "", day, entries))
    return listed


SUBJECTS, CRITERIA = GateSubjects(), GateCriteria()
