"""What the page of a firm says of programmes: how many fit, benefits in money, which are nearest."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.firms.sections import FirmSection
from keqiao.web.programmes import selectors
from keqiao.web.programmes.models import ResultState
from keqiao.web.programmes.subject_page import cards_of
from keqiao.web.programmes.tables import light_of
from keqiao.web.registry.models import Firm

NEAREST = 5
ORDER = 10


def fitting(user: Actor, firm: Firm) -> FirmSection | None:
    """Return whom programmes fit, for who may see the results of the firm."""
    if not selectors.visible_subjects(user).filter(pk=firm.organisation_id).exists():
        return None
    results = selectors.results_for(user).filter(organisation=firm.organisation_id)
    counts = dict(results.order_by().values_list("state").annotate(count=Count("pk")))
    near = results.filter(state__in=(ResultState.MET, ResultState.NEAR)).order_by("state", "share", "pk")
    context = {
        "counts": [
            (state.label, light_of(state), counts[state.value])
            for state in ResultState
            if counts.get(state.value)
        ],
        "granted": selectors.granted(results),
        "cards": cards_of(near[:NEAREST]),
        "url": reverse("programmes:subject", args=(firm.organisation_id,)),
    }
    return FirmSection(_("Programmes"), "programmes/firm_programmes.html", ORDER, context)
