"""The page of a firm, and for the bureau the page of a firm that signs up."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.firms import services
from keqiao.web.firms.models import FirmSignUp, SignUpState
from keqiao.web.firms.procedure import SIGN_UPS
from keqiao.web.firms.rights import CONFIRM, OWN, VIEW
from keqiao.web.firms.sections import firm_sections_of
from keqiao.web.firms.selectors import firm_of, firms_of, sign_up_of
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.responses import answer, edition_in
from keqiao.web.registry.models import Firm, FirmCertificate, Organisation


@require_safe
@right_required(OWN)
def own(request: SignedInRequest) -> HttpResponse:
    """The page of the user's firm; which one, where the unit has several."""
    firms = (
        list(firms_of(request.user).filter(unit=request.user.unit_id)[:50]) if request.user.unit_id else []
    )
    if len(firms) == 1:
        return redirect("firms:firm", firms[0].pk)
    return render(request, "firms/own.html", {"firms": firms})


@require_safe
@right_required(OWN, VIEW)
def firm_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that concerns a firm on one page; other rooms add their parts."""
    firm = firm_of(request.user, pk)
    context = {"firm": firm, "about": _about(firm), "sections": firm_sections_of(request.user, firm)}
    return render(request, "firms/firm.html", context)


def _about(firm: Firm) -> list[tuple[str, object]]:
    """What the registers say of the firm; what is not known is left out."""
    certificates = FirmCertificate.objects.current().filter(firm=firm).order_by("-granted_on")
    entries_ = [
        (_("Unified social credit code"), firm.organisation.usci),
        (_("Place in the chain"), firm.get_chain_position_display()),
        (_("Stage of growth"), firm.get_stage_display()),
        (_("Certificates"), _(", ").join(str(row) for row in certificates[:5])),
    ]
    return [(term, value) for term, value in entries_ if value]


@require_safe
@right_required(VIEW)
def sign_up_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A firm that signs up, beside what the registers say of its code."""
    return _show(request, sign_up_of(request.user, pk))


@require_POST
@right_required(CONFIRM)
def decide_sign_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm or refuse a firm: ``action`` says which."""
    row, data = sign_up_of(request.user, pk), request.POST
    since, name = edition_in(data), data.get("action", "")

    def act() -> None:
        if name == "confirm":
            services.confirm(request.user, pk, since=since)
        elif name == "refuse":
            services.refuse(request.user, pk, data.get("reason", ""), since=since)
        else:
            raise ValidationError(_("Choose what is to be done."))

    def again(error: ValidationError, status: int) -> HttpResponse:
        return _show(request, sign_up_of(request.user, pk), error.messages, data.get("reason", ""), status)

    return answer(request, act, done=_("Done."), to=row.get_absolute_url(), again=again)


def _show(
    request: SignedInRequest,
    row: FirmSignUp,
    problems: list[str] | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    known = Organisation.objects.current().filter(usci=row.usci).first()
    context = {
        "row": row,
        "status": SIGN_UPS.status(row),
        "light": SignUpState.tone_of(row.state),
        "known": known,
        "differs": known is not None and row.name not in {known.name, known.name_en},
        "twins": services.waiting_twins(row),
        "decisions": SIGN_UPS.possible(request.user, row),
        "entries": entries(SIGN_UPS, row.steps.select_related("by")),
        "problems": problems or [],
        "reason": reason,
        "crumbs": [(_("Firms that sign up"), reverse("firms:sign_ups"))],
    }
    return render(request, "firms/sign_up_page.html", context, status=status)
