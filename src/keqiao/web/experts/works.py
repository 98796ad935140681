"""Representative works (代表作) of platforms as experts read them: the first of each list, with their files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.rulebook import rules_of
from keqiao.web.experts.subjects import Material, MaterialFile, Subject
from keqiao.web.facts.models import RowEvidence
from keqiao.web.registry.models import RepresentativeWork
from keqiao.web.site.punctuation import listed


def works_of(panel: ExpertPanel, keys: Collection[int]) -> Iterator[tuple[int, Material]]:
    """Yield (platform, work) for the year of the panel, in the order of each platform's list; two queries."""
    works = _handed_in(panel, keys)
    files = _files_of(works)
    most, read = rules_of(panel).most_works, Counter[int]()
    for work in works:
        read[work.platform_id] += 1
        if read[work.platform_id] <= most:
            yield work.platform_id, _material(work, files[work.pk])


def gaps(panel: ExpertPanel, platforms: Mapping[int, Subject]) -> list[str]:
    """Return which platforms handed in no works for the year of the panel, and which more than experts read."""
    counts = Counter(work.platform_id for work in _handed_in(panel, platforms))
    most = rules_of(panel).most_works
    sentences = []
    if without := [str(platform) for key, platform in platforms.items() if not counts[key]]:
        words = _("No representative works of %(year)s handed in: %(names)s.")
        sentences.append(words % {"year": _year(panel), "names": listed(without)})
    if longer := [str(platform) for key, platform in platforms.items() if counts[key] > most]:
        words = _("Experts read the first %(most)d works; these platforms handed in more: %(names)s.")
        sentences.append(words % {"most": most, "names": listed(longer)})
    return sentences


def _handed_in(panel: ExpertPanel, keys: Collection[int]) -> Sequence[RepresentativeWork]:
    rows = RepresentativeWork.objects.current().filter(platform__in=list(keys))
    return list(rows.filter(year=_year(panel)).order_by("platform", "number"))


def _year(panel: ExpertPanel) -> int:
    return Period.parse(panel.period).end.year


def _files_of(works: Sequence[RepresentativeWork]) -> dict[int, list[MaterialFile]]:
    uses = RowEvidence.objects.current().of_register(RepresentativeWork, [work.pk for work in works])
    files: dict[int, list[MaterialFile]] = defaultdict(list)
    for use in uses.select_related("evidence").order_by("pk"):
        files[use.row].append(MaterialFile(use.evidence.title, use.evidence.sha256))
    return files


def _material(work: RepresentativeWork, files: Sequence[MaterialFile]) -> Material:
    text = work.effect
    if work.users:
        text = _("%(effect)s Users: %(users)s") % {"effect": work.effect, "users": work.users}
    day = work.finished_on.isoformat() if work.finished_on else str(work.year)
    name = _("%(number)d. %(title)s (%(kind)s)") % {
        "number": work.number,
        "title": work.title,
        "kind": work.get_kind_display(),
    }
    return Material(_("Representative works"), name, text, day, files)
