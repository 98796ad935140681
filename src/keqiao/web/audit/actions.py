"""Actions and rooms in words. The log keeps codes ("room.verb"), which never change; readers see words.

A code that is not here is shown as it is: the log must be readable whatever a later room writes into it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = str | Promise

ROOMS: dict[str, Words] = {
    "accounts": pgettext_lazy("audit", "Accounts and sign-in"),
    "registry": pgettext_lazy("audit", "Registers"),
    "facts": pgettext_lazy("audit", "Data and snapshots"),
    "returns": pgettext_lazy("audit", "Returns"),
    "evaluations": pgettext_lazy("audit", "Evaluation"),
    "funding": pgettext_lazy("audit", "Funding"),
    "jobs": pgettext_lazy("audit", "Background jobs"),
    "audit": pgettext_lazy("audit", "Audit log"),
    "site": pgettext_lazy("audit", "Access"),
    "demo": pgettext_lazy("audit", "Demonstration"),
}
"""The groups of actions, in the order in which they are offered."""

ACTIONS: dict[str, Words] = {
    "accounts.sign_in": _("sign in"),
    "accounts.sign_out": _("sign out"),
    "accounts.change_password": _("change password"),
    "accounts.lock": _("lock sign-in"),
    "accounts.unlock": _("unlock sign-in"),
    "accounts.alarm": _("alarm: many failed sign-ins"),
    "accounts.end_sessions": _("end sessions"),
    "accounts.add_factor": _("set up second factor"),
    "accounts.remove_factor": _("remove second factor"),
    "accounts.prove_factor": _("prove second factor"),
    "accounts.new_recovery_codes": _("make new recovery codes"),
    "accounts.reset_factors": _("reset second factors"),
    "accounts.create_user": _("create account"),
    "accounts.edit_user": _("change account"),
    "accounts.switch_off_user": _("switch off account"),
    "accounts.switch_on_user": _("switch on account"),
    "accounts.hand_over": _("hand over open work"),
    "accounts.ask_reset": _("ask for reset of password"),
    "accounts.grant_reset": _("grant reset of password"),
    "accounts.refuse_reset": _("refuse reset of password"),
    "accounts.propose_roles": _("propose roles"),
    "accounts.refuse_roles": _("refuse proposed roles"),
    "accounts.set_roles": _("change roles"),
    "accounts.define_role": _("define role"),
    "accounts.change_role": _("change role"),
    "accounts.create_unit": _("create unit"),
    "accounts.edit_unit": _("change unit"),
    "accounts.create_token": _("create access token"),
    "accounts.revoke_token": _("revoke access token"),
    "accounts.export_users": _("export users"),
    "accounts.first_administrator": _("create first administrator"),
    "registry.edit": pgettext_lazy("audit", "change by form"),
    "registry.bulk": pgettext_lazy("audit", "bulk change"),
    "registry.paste": pgettext_lazy("audit", "paste rows"),
    "registry.import": pgettext_lazy("audit", "import workbook"),
    "registry.merge": pgettext_lazy("audit", "merge records"),
    "registry.split": pgettext_lazy("audit", "split record"),
    "registry.undo": pgettext_lazy("audit", "undo changes"),
    "registry.api": pgettext_lazy("audit", "change through interface"),
    "registry.handover": pgettext_lazy("audit", "hand over records"),
    "registry.verify": pgettext_lazy("audit", "verify rows"),
    "registry.question": pgettext_lazy("audit", "send a row back"),
    "registry.draw_sample": pgettext_lazy("audit", "draw a sample of rows"),
    "registry.sample_failed": pgettext_lazy("audit", "close a sample with wrong rows"),
    "registry.export": _("export register"),
    "registry.plan_import": pgettext_lazy("audit", "try an import"),
    "registry.discard_import": pgettext_lazy("audit", "discard an import"),
    "registry.download_errors": pgettext_lazy("audit", "download errors of an import"),
    "facts.load_measures": _("load measure definitions"),
    "facts.record": _("record fact"),
    "facts.propose": pgettext_lazy("audit", "propose figure"),
    "facts.confirm": pgettext_lazy("audit", "confirm proposed figure"),
    "facts.refuse": pgettext_lazy("audit", "refuse proposed figure"),
    "facts.withdraw": pgettext_lazy("audit", "withdraw proposed figure"),
    "facts.store_evidence": _("store evidence"),
    "facts.open_evidence": _("open evidence"),
    "facts.freeze": _("freeze snapshot"),
    "facts.export": _("export figures"),
    "returns.remind": _("remind of returns"),
    "returns.export": _("export state of returns"),
    "returns.fill_many": _("fill in many returns"),
    "returns.download_workbook": _("download workbook of return"),
    "returns.upload": _("try an upload of a return"),
    "returns.apply_upload": _("apply an upload of a return"),
    "returns.discard_upload": _("discard an upload of a return"),
    "returns.download_errors": _("download errors of an upload"),
    "returns.read": _("open return for the first time"),
    "returns.load_checks": _("load checks of returns"),
    "returns.create_check": _("create check of returns"),
    "returns.change_check": _("change check of returns"),
    "returns.switch_check": _("switch check of returns on or off"),
    "evaluations.add_scheme": _("add scheme version"),
    "evaluations.scheme_status": _("change status of scheme"),
    "evaluations.scheme_propose": _("propose status of scheme"),
    "evaluations.scheme_refuse": _("refuse proposed status of scheme"),
    "evaluations.scheme_withdraw": _("take back proposed status of scheme"),
    "evaluations.release_run": _("release evaluation run"),
    "evaluations.start_run": _("start evaluation run"),
    "evaluations.resume_run": _("compute waiting evaluation run"),
    "evaluations.remove_run": _("remove evaluation run without result"),
    "evaluations.finish_run": _("finish evaluation run"),
    "evaluations.run_failed": _("evaluation run failed"),
    "evaluations.run_cancelled": _("evaluation run stopped"),
    "evaluations.recompute": _("recompute evaluation run"),
    "evaluations.draw": _("compute rank intervals"),
    "evaluations.panel_prepare": _("prepare experts' panel"),
    "evaluations.panel_open": _("open scoring of experts' panel"),
    "evaluations.panel_seat": _("add expert to panel"),
    "evaluations.panel_state_conflict": _("state conflict of interest of expert"),
    "evaluations.panel_declare": _("declare conflicts of interest"),
    "evaluations.panel_score": _("score on experts' panel"),
    "evaluations.panel_revise": _("score on experts' panel after discussion"),
    "evaluations.panel_end_first": _("end independent scoring of experts' panel"),
    "evaluations.panel_close": _("close experts' panel"),
    "evaluations.panel_dissolve": _("dissolve experts' panel"),
    "evaluations.take_dossier": _("take the dossier of a grading"),
    "evaluations.grading_prepare": _("begin grading"),
    "evaluations.grading_consult": _("record consultation of grading"),
    "evaluations.grading_publish": _("begin publicity of grades"),
    "evaluations.grading_object": _("lodge objection"),
    "evaluations.grading_retract": _("withdraw objection"),
    "evaluations.grading_begin_recheck": _("begin re-check of objection"),
    "evaluations.grading_record_findings": _("record findings of re-check"),
    "evaluations.grading_uphold": _("uphold objection"),
    "evaluations.grading_dismiss": _("dismiss objection"),
    "evaluations.grading_rebase": _("take new run as ground of grading"),
    "evaluations.grading_finish": _("decide final grades"),
    "evaluations.grading_withdraw": _("withdraw grading"),
    "evaluations.tolerance_open": _("open case of fault tolerance"),
    "evaluations.tolerance_edit": _("change case of fault tolerance"),
    "evaluations.tolerance_apply": _("apply for fault tolerance"),
    "evaluations.tolerance_withdraw": _("withdraw case of fault tolerance"),
    "evaluations.tolerance_send_back": _("send back case of fault tolerance"),
    "evaluations.tolerance_check": _("find facts of case of fault tolerance"),
    "evaluations.tolerance_accept": _("accept case of fault tolerance"),
    "evaluations.tolerance_refuse": _("refuse case of fault tolerance"),
    "evaluations.tolerance_learn": _("note what is learned from case"),
    "evaluations.tolerance_export": _("export cases of fault tolerance"),
    "funding.add_rules": _("add allocation rules"),
    "funding.rules_status": _("change status of allocation rules"),
    "funding.rules_propose": _("propose status of allocation rules"),
    "funding.rules_refuse": _("refuse proposed status of allocation rules"),
    "funding.rules_withdraw": _("take back proposed status of allocation rules"),
    "funding.create_pool": _("make pool of money"),
    "funding.edit_pool": _("change pool of money"),
    "funding.withdraw_pool": _("withdraw pool of money"),
    "funding.propose": _("compute proposal for pool"),
    "funding.draw": _("draw amounts of proposal"),
    "funding.recompute": _("recompute proposal"),
    "funding.decide": _("decide pool of money"),
    "funding.export": _("export amounts of pool"),
    "funding.set_terms": _("set due dates of instalments"),
    "funding.pay": _("enter payment"),
    "funding.reverse_payment": _("take payment back"),
    "funding.report_use": _("report use of money"),
    "funding.reverse_use": _("take use of money back"),
    "funding.propose_share": _("propose team share"),
    "funding.confirm_share": _("confirm team share"),
    "funding.withdraw_share": _("withdraw team share"),
    "funding.export_payments": _("export payments"),
    "jobs.cancel": _("cancel background job"),
    "audit.verify": _("verify audit log"),
    "audit.export": _("export audit log"),
    "audit.verify_rows": _("compare protected rows with audit log"),
    "audit.rows": _("store protected rows"),
    "audit.adopt": _("adopt rows from before the log vouched for rows"),
    "audit.archive": _("archive audit log"),
    "site.refuse": _("refuse access"),
    "demo.load": _("load demonstration city"),
}


def add(words: Mapping[str, Words]) -> None:
    """Add what readers see of the actions of a room that says it itself, by code."""
    ACTIONS.update(words)


def in_words(action: str) -> str:
    """What ``action`` is called in the reader's language."""
    return str(ACTIONS.get(action, action))


def room_in_words(room: str) -> str:
    """What the group of actions ``room`` is called in the reader's language."""
    return str(ROOMS.get(room, room))


def grouped(chosen: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by group: (group, [("accounts.", everything of it), ("accounts.sign_in", in words), …]).

    ``chosen`` is offered too where it is unknown here.
    """
    codes = list(ACTIONS)
    found = [
        (
            room_in_words(room),
            [
                (f"{room}.", gettext("%(group)s: all") % {"group": room_in_words(room)}),
                *((code, in_words(code)) for code in codes if code.partition(".")[0] == room),
            ],
        )
        for room in ROOMS
    ]
    if chosen and chosen not in ACTIONS and chosen[:-1] not in ROOMS:
        found.append((gettext("Others"), [(chosen, chosen)]))
    return found
