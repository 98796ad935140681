"""What waits for the security administrator: proposed roles and password resets."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import PasswordReset, Role, RoleProposal
from keqiao.web.administration.services import proposals, resets
from keqiao.web.administration.views.parts import PER_PAGE, once, reasons


@require_safe
@never_cache
@right_required("accounts.view")
def proposals_list(request: HttpRequest) -> HttpResponse:
    """Proposals, the open ones first."""
    found = RoleProposal.objects.select_related("user__unit", "proposed_by", "decided_by")
    page = Paginator(found.order_by("-state", "-proposed_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = {role.code: str(role) for role in Role.objects.all()}
    rows = [
        (proposal, _(", ").join(names.get(code, code) for code in proposal.roles))
        for proposal in sorted(page.object_list, key=lambda one: one.state != RoleProposal.State.OPEN)
    ]
    context = {"page": page, "rows": rows, "security": signed_in(request).has_right("accounts.roles")}
    return render(request, "administration/proposals.html", context)


@require_POST
@right_required("accounts.roles")
def give_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give what is proposed."""
    proposal = get_object_or_404(RoleProposal, pk=pk)
    try:
        proposals.give(request.user, proposal)
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, reasons(error))
    else:
        messages.success(request, _("%(user)s now has these roles.") % {"user": proposal.user})
    return redirect("administration:proposals")


@require_POST
@right_required("accounts.roles")
def refuse_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse what is proposed, with a reason."""
    proposal = get_object_or_404(RoleProposal, pk=pk)
    try:
        proposals.refuse(request.user, proposal, request.POST.get("reason", "")[:300])
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, reasons(error))
    else:
        messages.success(request, _("The proposal has been refused."))
    return redirect("administration:proposals")


@require_safe
@never_cache
@right_required("accounts.view")
def resets_list(request: HttpRequest) -> HttpResponse:
    """Resets, newest first."""
    found = PasswordReset.objects.select_related("user__unit", "asked_by", "decided_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "security": signed_in(request).has_right("accounts.roles")}
    return render(request, "administration/resets.html", context)


@require_POST
@never_cache
@right_required("accounts.roles")
def grant_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reset; the one-time password is shown once, to the decider only."""
    reset = get_object_or_404(PasswordReset, pk=pk)
    try:
        password = resets.grant(request.user, reset)
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, reasons(error))
        return redirect("administration:resets")
    return once(
        request,
        _("The password has been reset"),
        password,
        about=f"{reset.user} ({reset.user.username})",
        label=_("One-time password"),
        advice=_("Hand it over in person. It must be changed at the first sign-in."),
        back=reverse("administration:resets"),
    )


@require_POST
@right_required("accounts.roles")
def refuse_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse a reset."""
    try:
        resets.refuse(request.user, get_object_or_404(PasswordReset, pk=pk))
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, reasons(error))
    else:
        messages.success(request, _("The reset has been refused."))
    return redirect("administration:resets")
