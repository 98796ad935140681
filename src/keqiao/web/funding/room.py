"""The room funding: pools, rules, proposals, payments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Funding"),
    help={
        "": "share-out-money",
        "payments": "pay-and-report-use",
        "payments_flow": "pay-and-report-use",
        "statement": "pay-and-report-use",
        "team_share": "pay-and-report-use",
        "new_payments": "pay-and-report-use",
        "reverse_payment": "pay-and-report-use",
        "instalment_terms": "pay-and-report-use",
        "new_use": "pay-and-report-use",
        "reverse_use": "pay-and-report-use",
        "new_share": "pay-and-report-use",
    },
    rights=[
        Right(
            "funding.view",
            _("see pools and amounts of money"),
            "bureau_officer platform_director platform_clerk congress auditor finance_officer leader",
        ),
        Right("funding.plan", _("plan pools and share out money"), "bureau_officer"),
        Right("funding.approve", _("decide how money is shared out"), "bureau_officer"),
        Right("funding.pay", _("record payments"), "finance_officer"),
        Right(
            "funding.use",
            _("report the use of money and share it in the team"),
            "platform_director platform_clerk",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.FUNDING,
            "/funding/",
            pgettext_lazy("navigation", "Funding"),
            "funding.view",
            "funding",
        ),
    ],
    api={"/pools": "api.pools", "/amounts": "api.amounts", "/payments": "api.payments"},
    tasks={
        "funding.draw": "tasks.draw_proposal",
        "funding.propose": "tasks.propose",
        "funding.recompute": "tasks.recompute_proposal",
    },
    provides={
        "rulebooks.kinds": [
            "library.RULES",
            "documents.PARAMETERS",
            "documents.COLUMNS",
            "documents.PAYMENT_LIGHTS",
        ],
        "grading.dossier": ["payments.dossier.MONEY"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.POOLS", "payments.procedure.SHARES"],
    },
    acts={
        "funding.add_rules": _("add allocation rules"),
        "funding.rules_status": _("change status of allocation rules"),
        "funding.rules_propose": _("propose status of allocation rules"),
        "funding.rules_refuse": _("refuse proposed status of allocation rules"),
        "funding.rules_withdraw": _("take back proposed status of allocation rules"),
        "funding.draw": _("draw amounts of proposal"),
        "funding.recompute": _("recompute proposal"),
        "funding.export": _("export amounts of pool"),
        "funding.export_rules": _("take the text of allocation rules"),
        "funding.set_terms": _("set due dates of instalments"),
        "funding.pay": _("enter payment"),
        "funding.reverse_payment": _("take payment back"),
        "funding.report_use": _("report use of money"),
        "funding.reverse_use": _("take use of money back"),
        "funding.export_payments": _("export payments"),
    },
)
