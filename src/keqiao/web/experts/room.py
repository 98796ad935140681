"""The room experts: panels of experts, their conflicts of interest, scores and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Experts' panels"),
    help={
        "": "organise-a-panel",
        "seat": "score-as-an-expert",
        "declare": "score-as-an-expert",
        "score": "score-as-an-expert",
        "sheet": "score-as-an-expert",
        "material": "score-as-an-expert",
    },
    navigation=[
        NavigationEntry(
            NavigationGroup.EVALUATION,
            "/evaluations/panels/",
            _("Experts' panels"),
            "evaluations.score",
            "experts",
        ),
    ],
    api={"/panels": "api.panels"},
    daily={"experts.reminders": "notifications.remind"},
    provides={
        "experts.subjects": ["platforms.PLATFORMS"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.PANELS", "seats.SEATS"],
        "rulebooks.kinds": ["documents.RULES"],
    },
    acts={
        "experts.export": _("export scores of panel"),
        "experts.export_panels": _("export list of panels"),
        "experts.open_evidence": _("open evidence as an expert"),
    },
)
