"""Organise a panel: what it scores, who sits on it; open it, add an expert, state a conflict, dissolve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present
from keqiao.web.experts.actions import PanelActing
from keqiao.web.experts.conflicts import mark_known
from keqiao.web.experts.criteria import Criterion, criterion
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, PanelSeat
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.rulebook import rules_of
from keqiao.web.experts.selectors import may_sit, taken
from keqiao.web.experts.subject_kinds import kind, rows_of
from keqiao.web.facts.checks import check_period
from keqiao.web.facts.models import Measure
from keqiao.web.procedures.execution import plain
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep

State = ExpertPanel.State
FIELDS = (
    "title",
    "field",
    "source",
    "basis",
    "measure",
    "period",
    "subject_kind",
    "chair",
    "due_on",
    "guidance",
)
"""What an officer writes of a panel, besides its subjects and experts."""


def prepare(
    actor: Actor,
    panel: ExpertPanel,
    keys: Iterable[int],
    experts: Iterable[User],
    *,
    since: int | None = None,
) -> ExpertPanel:
    """Store a panel in preparation, new or changed; ``keys``: those of the subjects, of the kind that it names.

    ``panel`` carries title, field, criterion (source, basis, measure), period, kind of subjects, chair, due date,
    guidance and the panel it puts right; how many scores are cut off follows from the criterion.

    Raises ValidationError by field, ChangedMeanwhile, PermissionDenied.
    """
    chosen, people = list(keys), list(experts)
    if panel.pk is None:
        with transaction.atomic():
            return numbered(lambda: _store(actor, panel, chosen, people))
    with PANELS.acting(actor, panel.pk, "edit", since=since) as work:
        for name in FIELDS:
            before, after = getattr(work.row, name), getattr(panel, name)
            if before != after:
                work.note(name, _plain(before), _plain(after))
                setattr(work.row, name, after)
        _compose(work, chosen, people)
    return work.row


def _store(actor: Actor, panel: ExpertPanel, keys: list[int], people: list[User]) -> ExpertPanel:
    """Store a new panel; its number follows from its period, as in E2024-01."""
    panel.pk, panel.created_by = None, actor
    with PANELS.making(actor, panel, "prepare") as work:
        _compose(work, keys, people)
    return panel


def _compose(work: PanelActing, keys: list[int], people: list[User]) -> None:
    """Let a panel in preparation score subjects by experts. Raises ValidationError by field."""
    panel = work.row
    # Two officers who organise panels of one measure at once queue here, so that no subject stands in both.
    Measure.objects.select_for_update().get(pk=panel.measure_id)
    panel.documents = {}  # what is prepared anew goes by the rules in force
    with noted() as documents:
        _follow_criterion(panel)
        if work.is_new:
            panel.code = next_code(ExpertPanel, f"E{panel.period}-")
        _check_subjects(panel, keys)
        _check_experts(panel, people, work.actor)
    keep(documents)
    panel.documents = documents
    panel.full_clean()
    names = [subject.code for subject in kind(panel.subject_kind).named(keys).values()]
    before = [row.subject.code for row in rows_of(panel)] if not work.is_new else []
    if before != names:
        work.note("subjects", _(", ").join(before), _(", ").join(names))
    usernames = [person.username for person in people]
    seated = [] if work.is_new else [seat.expert.username for seat in panel.seats.select_related("expert")]
    if sorted(seated) != sorted(usernames):
        work.note("experts", _(", ").join(seated), _(", ").join(usernames))
    work.composed = keys, people
    work.detail |= {
        "measure": panel.measure.code,
        "period": panel.period,
        "subjects": names,
        "experts": usernames,
    }


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Measure) else plain(value)


def open_panel(actor: Actor, pk: int, *, since: int | None = None) -> ExpertPanel:
    """Open the scoring: experts see the panel and declare their conflicts.

    Raises ValidationError where a subject has too few experts without a conflict, or stands in another panel by now.
    """
    with PANELS.acting(actor, pk, "open", since=since) as work:
        panel = work.row
        _check_subjects(panel, [row.key for row in panel.subjects.all()])
        mark_known(panel, panel.seats.select_related("expert"), actor)
        short = PanelScores.of(panel).short_of()
        if short:
            needed = panel.least + 2 * panel.trim
            raise ValidationError(
                [
                    _("%(subject)s: %(able)d experts may judge it, at least %(needed)d are needed.")
                    % {"subject": row.subject, "able": able, "needed": needed}
                    for row, able in short
                ]
            )
    return work.row


def add_expert(actor: Actor, pk: int, expert: User, *, since: int | None = None) -> None:
    """Seat one more expert while independent scoring goes on. Raises ValidationError, PermissionDenied."""
    with PANELS.acting(actor, pk, "seat", since=since) as work:
        panel = work.row
        people = [seat.expert for seat in panel.seats.select_related("expert")]
        if expert in people:
            raise ValidationError({"expert": _("%(expert)s sits on the panel.") % {"expert": expert}})
        _check_experts(panel, [*people, expert], actor)
        seat = PanelSeat.objects.create(panel=panel, expert=expert)
        mark_known(panel, [seat], actor)
        work.note("expert", "", str(expert))
        work.detail["expert"] = expert.username


def state_conflict(
    actor: Actor,
    pk: int,
    seat_pk: int,
    key: int,
    reason: str,
    *,
    since: int | None = None,
) -> None:
    """State for an expert that they may not judge a subject; a score they gave no longer counts.

    Raises ValidationError where seat or subject are not of the panel, no reason is given or the conflict stands.
    """
    with PANELS.acting(actor, pk, "state_conflict", since=since, reason=reason) as work:
        mark = PanelScores.of(work.row).marks.get((seat_pk, key))
        if mark is None:
            raise ValidationError(_("Choose an expert and what is scored by this panel."))
        if mark.conflict is not None:
            raise ValidationError(_("This conflict of interest is noted already."))
        ConflictDeclaration.objects.create(
            seat=mark.seat,
            subject=mark.row,
            conflict=True,
            ground=work.reason,
            declared_by=actor,
            declared_at=work.at,
        )
        work.note("expert", "", str(mark.seat.expert))
        work.detail |= {"expert": mark.seat.expert.username, "subject": mark.row.subject.code}


def dissolve(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Give up a panel that is not closed: nothing comes of it, its subjects are free for another."""
    with PANELS.acting(actor, pk, "dissolve", since=since, reason=reason) as work:
        work.row.closing_reason = work.reason


def _follow_criterion(panel: ExpertPanel) -> None:
    """Take over from what asks for the panel how scores are combined. Raises ValidationError by field."""
    rated = criterion(panel.source, panel.basis, panel.measure_id)
    if rated is None:
        raise ValidationError({"measure": _("This scheme version has no such measure that experts rate.")})
    if not rated.is_mean:
        raise ValidationError(
            {"measure": _("The scheme asks for the median of the ratings; a panel forms trimmed means only.")}
        )
    panel.period = check_period(panel.measure, panel.period).code
    panel.trim, panel.least = rated.trim, _least(panel, rated)
    if panel.corrects is not None and (
        panel.corrects.state != State.CLOSED
        or (panel.corrects.measure_id, panel.corrects.period) != (panel.measure_id, panel.period)
    ):
        raise ValidationError(
            _("A panel puts right a closed panel of the same measure and period: %(panel)s is not one.")
            % {"panel": panel.corrects}
        )
    if panel.due_on is not None and panel.due_on < _today():
        raise ValidationError({"due_on": _("The due date has passed.")})


def _least(panel: ExpertPanel, criterion: Criterion) -> int:
    return max(rules_of(panel).least_scores, criterion.minimum - 2 * criterion.trim)


def _today() -> Any:
    return timezone.localdate(present())


def _check_subjects(panel: ExpertPanel, keys: Sequence[int]) -> None:
    """Raises ValidationError where there are none, one is not there, or stands in another panel."""
    named = kind(panel.subject_kind).named(keys)
    if not keys or set(named) != set(keys):
        raise ValidationError({"subjects": _("Choose at least one that the panel scores.")})
    problems = [
        _("%(subject)s is scored for %(period)s by panel %(panel)s already.")
        % {"subject": named[row.key], "period": panel.period, "panel": row.panel}
        for row in taken(panel, keys)
    ]
    if problems:
        raise ValidationError({"subjects": problems})


def _check_experts(panel: ExpertPanel, people: Sequence[Any], actor: Actor) -> None:
    """Raises ValidationError by field."""
    known = rules_of(panel)
    needed = max(known.least_experts, panel.least + 2 * panel.trim)
    if not needed <= len(people) <= known.most_experts:
        raise ValidationError(
            {
                "experts": _("A panel has at least %(least)d and at most %(most)d experts.")
                % {"least": needed, "most": known.most_experts}
            }
        )
    wrong = [str(person) for person in people if not may_sit(person) or person.pk == actor.pk]
    if wrong:
        raise ValidationError(
            {
                "experts": _("Not an expert who may score, or part of those who run panels: %(names)s")
                % {"names": _(", ").join(wrong)}
            }
        )
    if panel.chair is not None and panel.chair not in people:
        raise ValidationError({"chair": _("The chair is one of the experts.")})
