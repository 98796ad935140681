"""The room experts: panels of experts, their conflicts of interest, scores and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Experts' panels"),
    navigation=[
        NavigationEntry(
            NavigationGroup.EVALUATION,
            "/evaluations/panels/",
            _("Experts' panels"),
            "evaluations.score",
            "users",
        ),
    ],
    api={"/panels": "api.panels"},
    provides={"rulebooks.kinds": ["documents.PANELS"]},
    acts={
        "experts.prepare": _("prepare experts' panel"),
        "experts.open": _("open scoring of experts' panel"),
        "experts.seat": _("add expert to panel"),
        "experts.state_conflict": _("state conflict of interest of expert"),
        "experts.declare": _("declare conflicts of interest"),
        "experts.score": _("score on experts' panel"),
        "experts.revise": _("score on experts' panel after discussion"),
        "experts.end_first": _("end independent scoring of experts' panel"),
        "experts.close": _("close experts' panel"),
        "experts.dissolve": _("dissolve experts' panel"),
        "experts.export": _("export scores of panel"),
    },
)
