"""The measures of indicator systems that experts rate, as criteria for their panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.parts import Measure as Declared
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.lineage import Lineage
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.selectors import visible_schemes
from keqiao.web.experts.criteria import Criterion
from keqiao.web.facts.models import Measure, SourceKind
from keqiao.web.facts.scopes import CITY

MOST_SCHEMES = 20


class RatedMeasures:
    """Scheme versions as a source of criteria; a basis is written ``three_pillar/1.0``."""

    code = "scheme"

    def offered(self, user: Actor) -> Iterable[Criterion]:
        """Yield the measures that experts rate of the scheme versions in force."""
        versions = visible_schemes(user).filter(status=SchemeVersion.Status.VALID).order_by("-pk")
        for version in versions[:MOST_SCHEMES]:
            yield from criteria_of(version)

    def criteria(self, basis: str) -> Sequence[Criterion]:
        """Return what a scheme version has rated."""
        version = _version(basis)
        return criteria_of(version) if version is not None else ()

    def neighbours(self, basis: str, measure: Measure, period: str) -> Sequence[str]:
        """Return the measures read by the indicators of the group in which the measure stands."""
        version = _version(basis)
        scheme = _scheme(version) if version is not None else None
        if scheme is None:
            return ()
        reader = Lineage(scheme, CITY, period, {})  # which platform does not matter for the codes
        for branch in scheme.walk():
            if not isinstance(branch, Branch):
                continue
            near = [
                [figure.measure for figure in reader.figures(child)]
                for child in branch.children
                if isinstance(child, Indicator)
            ]
            if any(measure.code in codes for codes in near):
                return list(dict.fromkeys(code for codes in near for code in codes))
        return ()


def basis_of(version: SchemeVersion) -> str:
    """Return how a panel names a scheme version."""
    return f"{version.code}/{version.version}"


def criteria_of(version: SchemeVersion) -> list[Criterion]:
    """Return the qualitative measures of a scheme version: those that experts rate, by the scheme and our definition.

    Empty where the scheme's text is no valid scheme any more.
    """
    scheme = _scheme(version)
    if scheme is None:
        return []
    declared = {
        measure.code: measure
        for measure in scheme.measures
        if measure.source == SourceKind.EXPERT.value
        and measure.formula is None
        and measure.previous_of is None
    }
    known = Measure.objects.filter(code__in=declared, definitions__source_kind=SourceKind.EXPERT)
    return [_criterion(version, measure, declared[measure.code]) for measure in known.distinct()]


def _criterion(version: SchemeVersion, measure: Measure, declared: Declared) -> Criterion:
    """Return a measure with the rule of its ``raters``."""
    raters = declared.raters
    return Criterion(
        RatedMeasures.code,
        basis_of(version),
        str(version),
        measure,
        trim=raters.trim if raters is not None and raters.combine == "trimmed_mean" else 0,
        minimum=raters.minimum if raters is not None else 1,
        is_mean=raters is None or raters.combine != "median",
    )


def _version(basis: str) -> SchemeVersion | None:
    code, _slash, version = basis.partition("/")
    return SchemeVersion.objects.filter(code=code, version=version).first()


def _scheme(version: SchemeVersion) -> Scheme | None:
    try:
        return computation.scheme_of(version)
    except computation.NoResult:
        return None


SCHEMES = RatedMeasures()
