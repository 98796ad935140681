"""Platforms before a panel: the result of each becomes a fact of the measure, which a run reads by a snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keqiao.language import message
from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.criteria import neighbours
from keqiao.web.experts.models import ExpertPanel, PanelSubject
from keqiao.web.experts.subjects import Material, MaterialFile, Subject
from keqiao.web.experts.tally import ScoreTally, in_short
from keqiao.web.experts.works import gaps, works_of
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.models import Basis, Fact, FactOrigin, MeasureDefinition, SourceKind
from keqiao.web.facts.services.recording import record_fact
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers


class PlatformSubjects:
    """Platforms as subjects of panels."""

    code = "platform"
    name = _("Platform")
    own = _("belongs to the platform's unit (found by the system)")

    def offered(self, user: Actor) -> Iterable[Subject]:
        """Yield the platforms that there are."""
        return map(_subject, Platform.objects.current().select_related("organisation").order_by("code"))

    def named(self, keys: Collection[int]) -> Mapping[int, Subject]:
        """Return platforms by key, in the order of their codes."""
        rows = Platform.objects.filter(pk__in=list(keys)).select_related("organisation").order_by("code")
        return {row.pk: _subject(row) for row in rows}

    def conflicts(self, experts: Collection[Actor], keys: Collection[int]) -> Collection[tuple[int, int]]:
        """An expert does not judge the platform of the own unit."""
        units = dict(Platform.objects.filter(pk__in=list(keys)).values_list("pk", "unit_id"))
        return {
            (expert.pk, key)
            for expert in experts
            for key, unit in units.items()
            if unit is not None and expert.unit_id == unit
        }

    def materials(self, panel: ExpertPanel, keys: Collection[int]) -> Mapping[int, Sequence[Material]]:
        """Return the representative works of the year, then the figures of the period behind the indicators beside the
        one that is rated: facts with their files, and what is counted from the registers.

        A result of experts is left out: nobody judges by what others judged before.
        """
        codes = neighbours(panel.source, panel.basis, panel.measure, panel.period)
        facts = (
            Fact.objects.current()
            .filter(platform__in=list(keys), basis="reported")
            .filter(Q(measure__code__in=codes) & ~Q(source_kind="expert"))
            .filter(Q(period=panel.period) | Q(period__startswith=f"{panel.period}Q"))
            .select_related("measure")
            .prefetch_related("evidence")
            .order_by("measure__order", "period")
        )
        materials: dict[int, list[Material]] = defaultdict(list)
        for key, work in works_of(panel, keys):
            materials[key].append(work)
        for fact in facts:
            if fact.platform_id is None:
                continue
            value = fact.measure.in_display_unit(fact.value)
            text = f"{numbers.number(value, fact.measure.decimals)} {fact.measure.display_unit}"
            files = sorted({(file.title, file.sha256) for file in fact.evidence.all()})
            materials[fact.platform_id].append(
                Material(
                    _figures(), str(fact.measure), text, fact.period, [MaterialFile(*file) for file in files]
                )
            )
        for key, material in _counted(codes, panel.period, keys):
            materials[key].append(material)
        return materials

    def gaps(self, panel: ExpertPanel, keys: Collection[int]) -> Sequence[str]:
        """Return which platforms handed in no representative works, and which more than experts read."""
        return gaps(panel, self.named(keys))

    def settle(self, panel: ExpertPanel, row: PanelSubject, result: ScoreTally, actor: Actor) -> None:
        """Record the result as a fact. No expert is named in it, which platforms see."""
        if result.value is None:
            return
        row.fact = record_fact(
            panel.measure.code,
            Platform.objects.get(pk=row.key),
            panel.period,
            result.value,
            recorded_by=panel.created_by,
            confirmed_by=actor,
            origin=FactOrigin.PANEL,
            basis=Basis.REPORTED,
            source_kind=SourceKind.EXPERT,
            source_note=message("Experts' panel {panel}", panel=str(panel)),
            note=in_short(result),
        )

    def url(self, panel: ExpertPanel, row: PanelSubject) -> str:
        """Return the page of the figure."""
        if row.fact_id is None:
            return ""
        return reverse("facts:figure", args=(panel.measure.code, row.subject.code, panel.period))


def _figures() -> str:
    return gettext("Figures of the same group of indicators")


def _counted(codes: Sequence[str], period: str, keys: Collection[int]) -> Iterator[tuple[int, Material]]:
    """Yield the figures of platforms that are counted from the registers, in the order of ``codes``."""
    derived = MeasureDefinition.objects.exclude(derivation="").filter(measure__code__in=list(codes))
    wanted = set(derived.values_list("measure__code", flat=True))
    if not wanted or not keys:
        return
    whole = Period.parse(period)
    computation = Computation([code for code in codes if code in wanted], [whole])
    with computation.reading.then():
        for code in computation.codes:
            measure = computation.measures[code]
            for key in keys:
                value = measure.in_display_unit(computation.value(code, key, whole).value)
                if value is not None:
                    text = f"{numbers.number(value, measure.decimals)} {measure.display_unit}"
                    yield key, Material(_figures(), str(measure), text, period)


def _subject(platform: Platform) -> Subject:
    return Subject(platform.pk, platform.code, str(platform), platform.get_type_display())


PLATFORMS = PlatformSubjects()
