"""Reviewers of talents: experts' panels, one kind for each class, so that nobody is measured by another's yardstick.

What is rated is one measure, the achievements of the person in the class; papers and titles are no figures of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.criteria import Criterion
from keqiao.web.experts.models import ExpertPanel, PanelSubject
from keqiao.web.experts.subjects import Material, Subject
from keqiao.web.experts.tally import ScoreTally
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Engagement
from keqiao.web.talents.documents import RULES
from keqiao.web.talents.models import TalentApplication, TalentClass, TalentState

SOURCE, MEASURE = "talents.classes", "talent_review"


def kind_of(talent_class: str) -> str:
    """Return the code of the kind of subjects for a class of talents."""
    return f"talent_{talent_class}"


class TalentSubjects:
    """Applications of one class as subjects of panels."""

    own = gettext_lazy("works or worked with the person, or belongs to the platform that applies")

    def __init__(self, talent_class: TalentClass) -> None:
        self.talent_class = talent_class
        self.code = kind_of(talent_class.value)
        self.name = format_lazy("{talents} {name}", talents=gettext_lazy("Talents:"), name=talent_class.label)

    def offered(self, user: Actor) -> Iterable[Subject]:
        """Yield the applications of the class under review."""
        rows = TalentApplication.objects.visible_to(user).filter(state=TalentState.SUBMITTED)
        return [_subject(row) for row in _loaded(rows.filter(talent_class=self.talent_class))]

    def named(self, keys: Collection[int]) -> Mapping[int, Subject]:
        """Return applications by key, in the order of their numbers."""
        rows = _loaded(TalentApplication.objects.filter(pk__in=list(keys)))
        return {row.pk: _subject(row) for row in rows}

    def conflicts(self, experts: Collection[Actor], keys: Collection[int]) -> Collection[tuple[int, int]]:
        """Nobody judges a talent of a platform of the own unit, nor of one where the person works or worked."""
        units: dict[int, set[int | None]] = {}
        rows = TalentApplication.objects.filter(pk__in=list(keys)).values_list(
            "pk", "person", "platform__unit"
        )
        persons = {}
        for key, person, unit in rows:
            units[key] = {unit}
            persons[key] = person
        worked = Engagement.objects.filter(person__in=persons.values()).values_list(
            "person", "platform__unit"
        )
        of_person: dict[int, set[int | None]] = {}
        for person, unit in worked:
            of_person.setdefault(person, set()).add(unit)
        return {
            (expert.pk, key)
            for expert in experts
            for key, own in units.items()
            if expert.unit_id is not None and expert.unit_id in own | of_person.get(persons[key], set())
        }

    def materials(self, panel: ExpertPanel, keys: Collection[int]) -> Mapping[int, Sequence[Material]]:
        """Return the achievements that were stated."""
        rows = TalentApplication.objects.filter(pk__in=list(keys)).select_related("person")
        return {row.pk: [_material(row)] for row in rows}

    def settle(self, panel: ExpertPanel, row: PanelSubject, result: ScoreTally, actor: Actor) -> None:
        """The mean becomes the points of the application; the decision stays with people."""
        TalentApplication.objects.filter(pk=row.key).update(points=result.value)

    def url(self, panel: ExpertPanel, row: PanelSubject) -> str:
        """Return the page of the application."""
        return reverse("talents:application", args=(row.key,))


class TalentCriteria:
    """Classes of talents as what asks experts; a basis is a class."""

    code = SOURCE

    def offered(self, user: Actor) -> Iterable[Criterion]:
        """Yield the classes that have applications under review."""
        waiting = TalentApplication.objects.visible_to(user).filter(state=TalentState.SUBMITTED)
        for basis in sorted(set(waiting.order_by().values_list("talent_class", flat=True))):
            yield from self.criteria(basis)

    def criteria(self, basis: str) -> Sequence[Criterion]:
        """Return what a class asks for."""
        measure = Measure.objects.filter(code=MEASURE).first()
        if measure is None or basis not in TalentClass.values:
            return ()
        name = _("Talents, class %(name)s") % {"name": TalentClass(basis).label}
        least = RULES.in_force().reviewers
        return (Criterion(SOURCE, basis, name, measure, minimum=least, subject_kind=kind_of(basis)),)

    def neighbours(self, basis: str, measure: Measure, period: str) -> Sequence[str]:
        """Nothing stands beside it: experts read what was achieved."""
        return ()


def is_under_review(application: TalentApplication) -> bool:
    """Whether a panel that has not ended judges the application."""
    kinds = [kind_of(value) for value in TalentClass.values]
    rows = PanelSubject.objects.filter(panel__subject_kind__in=kinds, key=application.pk)
    ended = (ExpertPanel.State.DISSOLVED, ExpertPanel.State.CLOSED)
    return bool(rows.exclude(panel__state__in=ended).exists())


def _loaded(rows: QuerySet[TalentApplication]) -> QuerySet[TalentApplication]:
    return rows.select_related("person", "platform__organisation", "programme").order_by("code")


def _material(row: TalentApplication) -> Material:
    heading = str(row.get_talent_class_display())
    day = timezone.localdate(row.made_at).isoformat()
    return Material(heading, _("Achievements"), row.achievements, day)


def _subject(row: TalentApplication) -> Subject:
    return Subject(row.pk, row.code, str(row), str(row.platform))


KINDS = tuple(TalentSubjects(talent_class) for talent_class in TalentClass)
BASIC, APPLIED, TRANSFER, MANAGEMENT, SKILL = KINDS
CRITERIA = TalentCriteria()
