"""The room grading: from a run to final grades, and the dossier of a grading."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Gradings"),
    help={
        "": "decide-grades",
        "objection": "object-to-a-grade",
        "object": "object-to-a-grade",
        "dossier": "audit-a-decision",
    },
    tasks={"grading.dossier": "dossier.results.make_dossier"},
    api={"/gradings": "api.gradings"},
    provides={
        "rulebooks.kinds": ["documents.PARAMETERS"],
        "evaluations.gradings": ["providers.GRADINGS"],
        "grading.dossier": [
            "dossier.runs.RUNS",
            "dossier.tolerance_cases.CASES",
            "dossier.procedure.PROCEDURE",
            "dossier.rules_and_figures.FIGURES",
            "dossier.rules_and_figures.RULES",
            "dossier.votes.VOTES",
        ],
        "registry.sections": ["profile.grade_section"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.GRADINGS", "objections.OBJECTIONS"],
    },
    daily={"grading.publicity": "notifications.tell_published"},
    acts={
        "grading.take_dossier": _("take the dossier of a grading"),
        "grading.export": _("export list of gradings"),
        "grading.export_notice": _("take notice of grades"),
    },
)
