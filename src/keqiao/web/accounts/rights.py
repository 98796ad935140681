"""The rights that pages and services ask for: code → what it allows, as printed on the page that refuses."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RIGHTS: dict[str, str | Promise] = {
    "registry.view": _("see the platform register"),
    "registry.edit": _("change the platform register"),
    "registry.edit_people": _("change the registers of people"),
    "registry.merge": _("merge and split records of the register"),
    "registry.verify": _("verify and question rows of the registers"),
    "facts.view": _("see figures"),
    "facts.record": _("propose figures by hand"),
    "facts.confirm": _("confirm or refuse proposed figures"),
    "facts.freeze": _("freeze snapshots"),
    "returns.view": _("see returns"),
    "returns.fill": _("fill in returns"),
    "returns.review": _("review returns"),
    "returns.approve": _("approve, lock and unlock returns"),
    "returns.open": _("open collections and write checks"),
    "evaluations.view": _("see evaluation results"),
    "evaluations.run": _("run evaluations"),
    "evaluations.view_drafts": _("see unpublished evaluation results"),
    "evaluations.score": _("score platforms as an expert"),
    "evaluations.decide": _("organise panels, publish and decide grades"),
    "evaluations.appeal": _("object to a grade and ask for fault tolerance"),
    "funding.view": _("see pools and amounts of money"),
    "funding.plan": _("plan pools and share out money"),
    "funding.approve": _("decide how money is shared out"),
    "funding.pay": _("record payments"),
    "funding.use": _("report the use of money and share it in the team"),
    "dashboards.view": _("see the dashboards"),
    "audit.view": _("see the audit log"),
    "audit.verify": _("verify the audit log"),
    "audit.export": _("export the audit log"),
    "accounts.view": _("see users, units and roles"),
    "accounts.users": _("create and switch off users and units"),
    "accounts.roles": _("define roles, give them to users and decide resets"),
}
