"""What waits for the security administrator: proposed roles and password resets, each a list with what waits above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import PasswordReset, Role, RoleProposal
from keqiao.web.administration.services import proposals, resets
from keqiao.web.administration.views.parts import once, reasons
from keqiao.web.procedures.responses import status_of
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Cell, Column, Table

MOST_WAITING = 50


@dataclass(frozen=True)
class WaitingDecision:
    """One that waits: whose account, what is asked in words, where to accept and to refuse it."""

    row: Any
    words: str
    accept: str
    refuse: str


class DecisionList(ListView):
    """Requests about accounts; who decides them finds what waits above the list, each with its two buttons."""

    right = "accounts.view"
    template_name = "administration/decisions.html"
    model: ClassVar[type[RoleProposal | PasswordReset]]
    tab: ClassVar[str]
    asker: ClassVar[str]
    asked_at: ClassVar[str]
    open_state: ClassVar[str]
    accept_address: ClassVar[str]
    refuse_address: ClassVar[str]
    refusal_needs_reason: ClassVar[bool] = False

    def title(self) -> str:
        """What the list holds."""
        raise NotImplementedError

    def labels(self) -> tuple[str, str, str]:
        """The subtitle, the heading of who asked, the button that accepts."""
        raise NotImplementedError

    def words_of(self, row: Any) -> str:
        """What is asked for."""
        raise NotImplementedError

    def filters(self) -> list[Filter]:
        """Words, state."""
        words = with_words("user__username", "user__display_name", "user__unit__name", "reason")
        return [
            Filter("q", _("User, unit or reason"), kind="words", apply=words),
            Filter("state", _("State"), choices=in_words(self.model.State), apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """The open ones first, then the newest."""
        is_open = Case(When(state=self.open_state, then=Value(0)), default=Value(1))
        rows = self.model.objects.select_related("user__unit", self.asker, "decided_by")
        return rows.order_by(is_open, f"-{self.asked_at}", "-pk")

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them; the user leads to the account."""
        _subtitle, asked_by, _accept = self.labels()
        columns = [
            Column("user", _("User")),
            Column("unit", _("Unit")),
            *self.more_columns(),
            Column("reason", _("Reason")),
            Column("by", asked_by),
            Column("at", _("Time")),
            Column("state", _("State")),
            Column("decided_by", _("Decided by")),
            Column("decided_at", _("Decided at")),
        ]
        printed = [
            {
                "user": Cell(
                    bracketed(row.user, row.user.username),
                    url=reverse("administration:user", args=[row.user_id]),
                ),
                "unit": str(row.user.unit or "—"),
                "what": self.words_of(row),
                "reason": row.reason or "—",
                "by": str(getattr(row, self.asker)),
                "at": getattr(row, self.asked_at),
                "state": row.get_state_display(),
                "decided_by": str(row.decided_by) if row.decided_by else "",
                "decided_at": row.decided_at,
            }
            for row in rows
        ]
        return Table(self.title(), columns, printed, name=self.tab, stacked=True)

    def more_columns(self) -> Sequence[Column]:
        """Columns that one of the lists has only."""
        return ()

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """What waits, for who decides."""
        subtitle, _asked_by, accept = self.labels()
        return {
            "tab": self.tab,
            "subtitle": subtitle,
            "accept": accept,
            "refusal_needs_reason": self.refusal_needs_reason,
            "waiting": self._waiting() if signed_in(self.request).has_right("accounts.roles") else [],
        }

    def _waiting(self) -> list[WaitingDecision]:
        rows = self.model.objects.filter(state=self.open_state).select_related("user__unit", self.asker)
        return [
            WaitingDecision(
                row,
                self.words_of(row),
                reverse(self.accept_address, args=[row.pk]),
                reverse(self.refuse_address, args=[row.pk]),
            )
            for row in rows.order_by(self.asked_at, "pk")[:MOST_WAITING]
        ]

    @classmethod
    def refused(cls, request: SignedInRequest, refusal: Exception) -> HttpResponseBase:
        """The list with why something was not done, and its status."""
        messages.error(request, reasons(refusal))
        page = cls()
        page.setup(request)
        answer = page.get(request)
        answer.status_code = status_of(refusal)
        return answer


class RoleProposalList(DecisionList):
    """Roles that are proposed for users."""

    export, file_name = "accounts.export_proposals", "proposed-roles"
    model, tab = RoleProposal, "proposals"
    asker, asked_at, open_state = "proposed_by", "proposed_at", RoleProposal.State.OPEN
    accept_address, refuse_address = "administration:give_roles", "administration:refuse_roles"
    refusal_needs_reason = True
    orders: ClassVar = {
        "user": "user__username",
        "unit": ("user__unit__code", "user__username"),
        "by": ("proposed_by__username", "proposed_at"),
        "at": "proposed_at",
        "state": ("state", "proposed_at"),
        "decided_by": ("decided_by__username", "decided_at"),
        "decided_at": "decided_at",
    }

    def title(self) -> str:
        """As the tab says."""
        return _("Proposed roles")

    def labels(self) -> tuple[str, str, str]:
        """In words."""
        subtitle = _("The system administrator proposes, the security administrator decides")
        return subtitle, _("Proposed by"), _("Give these roles")

    def more_columns(self) -> Sequence[Column]:
        """The roles."""
        return (Column("what", _("Proposed roles")),)

    def words_of(self, row: RoleProposal) -> str:
        """The roles by name."""
        return _(", ").join(self._names.get(code, code) for code in row.roles)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {role.code: str(role) for role in Role.objects.all()}


class PasswordResetList(DecisionList):
    """Passwords that are to be reset."""

    export, file_name = "accounts.export_resets", "password-resets"
    model, tab = PasswordReset, "resets"
    asker, asked_at, open_state = "asked_by", "asked_at", PasswordReset.State.ASKED
    accept_address, refuse_address = "administration:grant_reset", "administration:refuse_reset"
    orders: ClassVar = {
        "user": "user__username",
        "unit": ("user__unit__code", "user__username"),
        "by": ("asked_by__username", "asked_at"),
        "at": "asked_at",
        "state": ("state", "asked_at"),
        "decided_by": ("decided_by__username", "decided_at"),
        "decided_at": "decided_at",
    }

    def title(self) -> str:
        """As the tab says."""
        return _("Password resets")

    def labels(self) -> tuple[str, str, str]:
        """In words."""
        subtitle = _("The system administrator asks, the security administrator decides")
        return subtitle, _("Asked by"), _("Reset now")

    def words_of(self, row: PasswordReset) -> str:
        """Nothing besides the reason."""
        return ""


@require_POST
@never_cache
@right_required("accounts.roles")
def give_roles(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give what is proposed."""
    try:
        proposal = proposals.give(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return RoleProposalList.refused(request, error)
    messages.success(request, _("%(user)s now has these roles.") % {"user": proposal.user})
    return redirect("administration:proposals")


@require_POST
@never_cache
@right_required("accounts.roles")
def refuse_roles(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Refuse what is proposed, with a reason."""
    try:
        proposals.refuse(request.user, pk, request.POST.get("reason", ""))
    except (ValidationError, PermissionDenied) as error:
        return RoleProposalList.refused(request, error)
    messages.success(request, _("The proposal has been refused."))
    return redirect("administration:proposals")


@require_POST
@never_cache
@right_required("accounts.roles")
def grant_reset(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Reset; the one-time password is shown once, to the decider only."""
    try:
        reset, password = resets.grant(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return PasswordResetList.refused(request, error)
    return once(
        request,
        _("The password has been reset"),
        password,
        about=bracketed(reset.user, reset.user.username),
        label=_("One-time password"),
        advice=_("Hand it over in person. It must be changed at the first sign-in."),
        back=reverse("administration:resets"),
    )


@require_POST
@never_cache
@right_required("accounts.roles")
def refuse_reset(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Refuse a reset."""
    try:
        resets.refuse(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return PasswordResetList.refused(request, error)
    messages.success(request, _("The reset has been refused."))
    return redirect("administration:resets")
