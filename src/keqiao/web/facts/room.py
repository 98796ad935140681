"""The room facts: measures, figures, snapshots."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Data and snapshots"),
    help={
        "": "look-up-a-figure",
        "record": "propose-a-figure",
        "proposals": "propose-a-figure",
        "proposal": "propose-a-figure",
        "row_evidence": "keep-the-registers",
        "confirm": "propose-a-figure",
        "refuse": "propose-a-figure",
        "snapshots": "evaluate-platforms",
        "snapshot": "evaluate-platforms",
        "freeze": "evaluate-platforms",
    },
    rights=[
        Right(
            "facts.view",
            _("see figures"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer "
            "congress auditor finance_officer leader",
        ),
        Right("facts.record", _("propose figures by hand"), "bureau_officer"),
        Right("facts.confirm", _("confirm or refuse proposed figures"), "bureau_officer"),
        Right("facts.freeze", _("freeze snapshots"), "bureau_officer congress"),
        Right("facts.view_recomputed", _("compute snapshots again"), "bureau_officer congress auditor"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.DATA, "/measures/", _("Measures and data"), "facts.view", "measures"),
        NavigationEntry(NavigationGroup.DATA, "/snapshots/", _("Snapshots"), "facts.view", "snapshots"),
    ],
    search="/measures/",
    api={"/measures": "api.measures", "/figures": "api.figures", "/facts": "api.facts"},
    often={"facts.commitments": "commitment_shares.keep_present"},
    tasks={"facts.freeze": "tasks.freeze", "facts.recompute": "tasks.recompute"},
    provides={
        "rulebooks.kinds": ["documents.PARAMETERS"],
        "facts.uses": ["usage.measures", "usage.snapshots", "usage.commitments"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.PROPOSALS"],
        "registry.row_sections": ["row_evidence.row_section"],
        "registry.rows_actions": ["row_evidence.rows_action"],
        "registry.progress": ["commitment_progress.PROGRESS"],
        "registry.sections": ["profile.headline_section", "agreement_fulfilment.fulfilment_section"],
    },
    acts={
        "facts.load_measures": _("load measure definitions"),
        "facts.record": _("record fact"),
        "facts.store_evidence": _("store evidence"),
        "facts.open_evidence": _("open evidence"),
        "facts.attach_to_rows": pgettext_lazy("audit", "attach evidence to rows"),
        "facts.take_from_row": pgettext_lazy("audit", "take evidence from a row"),
        "facts.freeze": _("freeze snapshot"),
        "facts.recompute": _("compute snapshot again"),
        "facts.export": _("export figures"),
        "facts.export_measures": _("export measures"),
    },
)
