"""The room pipeline: from a lead through the gates to production."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Pipeline"),
    rights=[
        Right(
            "pipeline.view",
            _("see pipeline projects and their gates"),
            "bureau_officer platform_director platform_clerk broker auditor finance_officer leader congress",
        ),
        Right(
            "pipeline.conduct",
            _("bring pipeline projects before gates"),
            "bureau_officer platform_director platform_clerk broker",
        ),
        Right("pipeline.decide", _("decide at gates"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.PROJECTS, "/pipeline/", _("Pipeline"), "pipeline.view", "pipeline"),
    ],
    help={"": "from-idea-to-production"},
    provides={
        "procedures.procedures": ["procedure.PASSAGES", "gate_procedure.GATES"],
        "notices.kinds": ["notifications.KINDS"],
        "rulebooks.kinds": ["documents.GATE_RULES"],
        "experts.criteria": ["gate_subjects.CRITERIA"],
        "experts.subjects": ["gate_subjects.SUBJECTS"],
        "accounts.open_work": ["handover.managed_projects"],
        "facts.derivations": [
            "derivations.GATES_REVIEWED",
            "derivations.GATES_PASSED",
            "derivations.TRL_GAIN",
        ],
        "facts.listings": ["providers.LISTING"],
        "registry.row_sections": ["providers.row_section", "providers.origin_section"],
        "imports.importers": ["importing.importer.PROJECT_IMPORTER"],
        "registry.rows_actions": ["providers.rows_action"],
    },
    api={"/pipeline": "api.pipeline"},
    acts={
        "pipeline.export": pgettext_lazy("audit", "export pipeline projects"),
        "pipeline.take_dossier": pgettext_lazy("audit", "take the dossier of a pipeline project"),
    },
)
