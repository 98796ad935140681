"""The room returns: figures asked of platforms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Returns"),
    help={
        "": "collect-figures",
        "form": "fill-in-a-return",
        "history": "fill-in-a-return",
        "figure_history": "fill-in-a-return",
        "print": "fill-in-a-return",
        "save": "fill-in-a-return",
        "submit": "fill-in-a-return",
        "upload": "fill-in-with-excel",
        "many_upload": "fill-in-with-excel",
        "differences": "review-returns",
        "review": "review-returns",
        "checks": "write-checks",
        "check": "write-checks",
        "check_words": "write-checks",
        "check_new": "write-checks",
        "check_edit": "write-checks",
    },
    rights=[
        Right("returns.view", _("see returns"), "bureau_officer platform_director platform_clerk auditor"),
        Right("returns.fill", _("fill in returns"), "bureau_officer platform_director platform_clerk"),
        Right("returns.review", _("review returns"), "bureau_officer"),
        Right("returns.approve", _("approve, lock and unlock returns"), "bureau_officer"),
        Right("returns.open", _("open collections and write checks"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.DATA,
            "/returns/",
            pgettext_lazy("navigation", "Returns"),
            "returns.view",
            "returns",
        ),
    ],
    api={
        "/collections": "api.collections",
        "/returns": "api.forms",
        "/uploads": "api.uploads",
        "/checks": "api.checks",
    },
    daily={"returns.reminders": "reminders.send"},
    provides={
        "accounts.open_work": ["handover.open_reviews"],
        "facts.demands": ["demands.demanded"],
        "facts.derivations": ["lateness.LATE_RETURNS"],
        "facts.source_pages": ["fact_sources.forms_of"],
        "facts.successions": ["succession.tell_of_other_way"],
        "facts.unreviewed": ["unreviewed.figures_under_way"],
        "imports.importers": ["uploading.importer.FORM_IMPORTER", "uploading.importer.MANY_FORMS_IMPORTER"],
        "notices.kinds": ["notices.KINDS"],
        "procedures.procedures": [
            "collection_procedures.COLLECTIONS",
            "procedure.RETURNS",
            "collection_procedures.UNLOCKS",
        ],
    },
    acts={
        "returns.remind": _("remind of returns"),
        "returns.export": _("export state of returns"),
        "returns.fill_many": _("fill in many returns"),
        "returns.download_workbook": _("download workbook of return"),
        "returns.read": _("open return for the first time"),
        "returns.load_checks": _("load checks of returns"),
        "returns.create_check": _("create check of returns"),
        "returns.change_check": _("change check of returns"),
        "returns.switch_check": _("switch check of returns on or off"),
    },
)
