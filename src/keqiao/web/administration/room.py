"""The room administration: people, units, roles and their rights, given by two persons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Room

ROOM = Room(
    package=__package__,
    name=_("Administration of accounts"),
    help={
        "": "administer-accounts",
        "own_rights": "find-your-way",
        "tokens": "use-the-api",
    },
    navigation=[
        NavigationEntry(
            NavigationGroup.ADMINISTRATION,
            "/accounts/users/",
            _("Users and roles"),
            "accounts.view",
            "users",
            tuple(
                f"/accounts/{page}/"
                for page in ("roles", "units", "proposals", "resets", "locks", "tokens/all")
            ),
        ),
    ],
    provides={
        "imports.importers": ["importing.importer.USER_IMPORTER"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.ROLE_PROPOSALS", "procedure.PASSWORD_RESETS"],
    },
)
