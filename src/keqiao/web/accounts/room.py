"""The room accounts: people, units, roles, sign-in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Accounts and sign-in"),
    help={"": "sign-in"},
    rights=[
        Right(
            "accounts.view",
            _("see users, units and roles"),
            "auditor system_admin security_admin audit_admin",
        ),
        Right("accounts.users", _("create and switch off users and units"), "system_admin"),
        Right("accounts.roles", _("define roles, give them to users and decide resets"), "security_admin"),
    ],
    daily={"accounts.submissions": "submissions.forget"},
    often={"accounts.alarms": "alarms.send_alarms"},
    acts={
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
        "accounts.set_roles": _("change roles"),
        "accounts.define_role": _("define role"),
        "accounts.change_role": _("change role"),
        "accounts.create_unit": _("create unit"),
        "accounts.edit_unit": _("change unit"),
        "accounts.create_token": _("create access token"),
        "accounts.revoke_token": _("revoke access token"),
        "accounts.export_users": _("export users"),
        "accounts.export_units": _("export units"),
        "accounts.export_roles": _("export roles"),
        "accounts.export_proposals": _("export proposed roles"),
        "accounts.export_resets": _("export password resets"),
        "accounts.export_tokens": _("export API tokens"),
        "accounts.first_administrator": _("create first administrator"),
    },
)
