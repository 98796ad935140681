"""The grade that stands, on a platform's profile."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.evaluations.intervals import ranked
from keqiao.web.grading.official_results import places
from keqiao.web.grading.selectors import VIEW
from keqiao.web.grading.tables import span, why_url
from keqiao.web.registry.models import Platform
from keqiao.web.registry.sections import ProfileSection


def grade_section(user: Actor, platform: Platform) -> ProfileSection | None:
    """Return the newest grade of a platform that stands, for who may see its result."""
    if not decide(user, VIEW, platform):
        return None
    place = places(user, [platform]).get(platform.pk)
    if place is None:
        return None
    line, stands = place.line, place.of
    context = {
        "line": line,
        "stands": stands,
        "rank": ranked(line.rank, span(line)),
        "url": why_url(stands.grading, line),
    }
    return ProfileSection(_("Grade that stands"), "grading/profile.html", 5, context)
