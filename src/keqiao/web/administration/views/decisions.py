"""What waits for the security administrator: proposed roles and password resets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import PasswordReset, Role, RoleProposal
from keqiao.web.administration.services import proposals, resets
from keqiao.web.administration.views.parts import PER_PAGE, once, reasons
from keqiao.web.procedures.answering import status_of
from keqiao.web.site.punctuation import bracketed


@require_safe
@never_cache
@right_required("accounts.view")
def proposals_list(request: SignedInRequest) -> HttpResponse:
    """Proposals, the open ones first."""
    return _proposals(request)


@require_POST
@never_cache
@right_required("accounts.roles")
def give_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give what is proposed."""
    try:
        proposal = proposals.give(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return _proposals(request, error)
    messages.success(request, _("%(user)s now has these roles.") % {"user": proposal.user})
    return redirect("administration:proposals")


@require_POST
@never_cache
@right_required("accounts.roles")
def refuse_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse what is proposed, with a reason."""
    try:
        proposals.refuse(request.user, pk, request.POST.get("reason", ""))
    except (ValidationError, PermissionDenied) as error:
        return _proposals(request, error)
    messages.success(request, _("The proposal has been refused."))
    return redirect("administration:proposals")


@require_safe
@never_cache
@right_required("accounts.view")
def resets_list(request: SignedInRequest) -> HttpResponse:
    """Resets, newest first."""
    return _resets(request)


@require_POST
@never_cache
@right_required("accounts.roles")
def grant_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reset; the one-time password is shown once, to the decider only."""
    try:
        reset, password = resets.grant(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return _resets(request, error)
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
def refuse_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse a reset."""
    try:
        resets.refuse(request.user, pk)
    except (ValidationError, PermissionDenied) as error:
        return _resets(request, error)
    messages.success(request, _("The reset has been refused."))
    return redirect("administration:resets")


def _proposals(request: SignedInRequest, refusal: Exception | None = None) -> HttpResponse:
    proposals = RoleProposal.objects.select_related("user__unit", "proposed_by", "decided_by")
    page = Paginator(proposals.order_by("-state", "-proposed_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = {role.code: str(role) for role in Role.objects.all()}
    rows = [
        (proposal, _(", ").join(names.get(code, code) for code in proposal.roles))
        for proposal in sorted(page.object_list, key=lambda row: row.state != RoleProposal.State.OPEN)
    ]
    return _listed(request, "administration/proposals.html", {"page": page, "rows": rows}, refusal)


def _resets(request: SignedInRequest, refusal: Exception | None = None) -> HttpResponse:
    resets = PasswordReset.objects.select_related("user__unit", "asked_by", "decided_by")
    page = Paginator(resets, PER_PAGE).get_page(request.GET.get("page"))
    return _listed(request, "administration/resets.html", {"page": page}, refusal)


def _listed(
    request: SignedInRequest, template: str, context: dict[str, Any], refusal: Exception | None
) -> HttpResponse:
    """A list of what waits; with a refusal its reason and its status."""
    if refusal is not None:
        messages.error(request, reasons(refusal))
    context["security"] = request.user.has_right("accounts.roles")
    return render(request, template, context, status=status_of(refusal) if refusal is not None else 200)
