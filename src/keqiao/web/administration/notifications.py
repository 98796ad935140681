"""Who hears of decisions about accounts: who asked, and whose roles they are."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.accounts.models import PasswordReset, RoleProposal
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.services import notify, with_reason

ROLES_GIVEN = NoticeKind("accounts.roles_given", pgettext_lazy("notice", "Roles given"), "good")
ROLES_REFUSED = NoticeKind("accounts.roles_refused", pgettext_lazy("notice", "Roles refused"), "watch")
RESET_DONE = NoticeKind("accounts.reset_done", pgettext_lazy("notice", "Password reset"), "good")
RESET_REFUSED = NoticeKind(
    "accounts.reset_refused", pgettext_lazy("notice", "Password reset refused"), "watch"
)
KINDS = (ROLES_GIVEN, ROLES_REFUSED, RESET_DONE, RESET_REFUSED)


def of_roles(proposal: RoleProposal, to: str, reason: str) -> None:
    """Tell who proposed roles what was decided, and the user of the new ones."""
    given = to == RoleProposal.State.GIVEN
    kind = ROLES_GIVEN if given else ROLES_REFUSED
    sentence = (
        message("{user}: the roles you proposed are given.", user=str(proposal.user))
        if given
        else message("{user}: the roles you proposed are refused.", user=str(proposal.user))
    )
    key = f"roles-{proposal.pk}-{to}"
    notify(
        [proposal.proposed_by],
        kind,
        with_reason(sentence, reason),
        link=reverse("administration:proposals"),
        key=key,
        about=str(proposal.user),
    )
    if given:
        notify(
            [proposal.user],
            ROLES_GIVEN,
            message("Your roles were changed."),
            link=reverse("administration:own_rights"),
            key=f"{key}-own",
            about=str(proposal.user),
        )


def of_reset(reset: PasswordReset, to: str) -> None:
    """Tell who asked for a reset what was decided."""
    done = to == PasswordReset.State.DONE
    name = str(reset.user)
    notify(
        [reset.asked_by],
        RESET_DONE if done else RESET_REFUSED,
        message("{user}: the password was reset.", user=name)
        if done
        else message("{user}: the reset of the password is refused.", user=name),
        link=reverse("administration:resets"),
        key=f"reset-{reset.pk}-{to}",
        about=name,
    )
