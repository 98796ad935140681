"""Actions in words. The log keeps codes ("room.verb"), which never change; readers see words.

A code that is not here is shown as it is: the log must be readable whatever a later room writes into it.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "accounts.sign_in": _("sign in"),
    "accounts.sign_out": _("sign out"),
    "accounts.change_password": _("change password"),
    "accounts.create_user": _("create account"),
    "accounts.set_roles": _("change roles"),
    "audit.export": _("export audit log"),
    "demo.load": _("load demonstration city"),
    "evaluations.add_scheme": _("add scheme version"),
    "evaluations.finish_run": _("finish evaluation run"),
    "evaluations.recompute": _("recompute evaluation run"),
    "evaluations.scheme_status": _("change status of scheme"),
    "evaluations.start_run": _("start evaluation run"),
    "facts.export": _("export figures"),
    "facts.freeze": _("freeze snapshot"),
    "facts.load_measures": _("load measure definitions"),
    "facts.open_evidence": _("open evidence"),
    "facts.record": _("record fact"),
    "facts.store_evidence": _("store evidence"),
    "jobs.cancel": _("cancel background job"),
    "registry.export": _("export register"),
    "site.refuse": _("refuse access"),
}


def in_words(action: str) -> str:
    """What ``action`` is called in the reader's language."""
    return str(ACTIONS.get(action, action))
