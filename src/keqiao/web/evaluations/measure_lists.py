"""The measures of scheme versions, as lists that a collection of returns may be prepared from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.panels import MeasureQuery
from keqiao.web.returns.lists import MeasureList

MOST = 20


def scheme_lists(user: Actor) -> Iterable[MeasureList]:
    """Yield a list for each scheme version that the user may see, retired ones left out."""
    rows = selectors.usable_schemes(user)
    for version in rows[:MOST]:
        name = _("%(scheme)s (draft, for trial)") % {"scheme": version} if version.is_draft else str(version)
        yield MeasureList(f"scheme-{version.pk}", name, partial(measures_of, version))


def measures_of(version: SchemeVersion) -> Sequence[str]:
    """Return the codes of the measures that a scheme reads from the data, in its order."""
    try:
        scheme = computation.scheme_of(version)
    except computation.NoResult:
        return []
    return list(MeasureQuery.by(scheme).measures)
