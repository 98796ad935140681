"""Distributions of income: the list, one with its steps, a new one, its notice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import edition_in, status_of
from keqiao.web.registry.models import Platform
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.foreign_files import language
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.transfer import income_tables, services
from keqiao.web.transfer.cases import sharing_of
from keqiao.web.transfer.income_forms import WholeCaseForms
from keqiao.web.transfer.income_notice import PRINTED, notice, title_of
from keqiao.web.transfer.models import DistributionState, IncomeDistribution
from keqiao.web.transfer.procedure import DISTRIBUTIONS
from keqiao.web.transfer.rights import DECIDE, PREPARE, VIEW_INCOME
from keqiao.web.transfer.workplace import STEPS

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}
TONES = {"error": "bad", "warning": "watch", "notice": "none"}


def crumbs() -> list[tuple[str, str]]:
    """Return the way back to the list."""
    return [(_("Distribution of income"), reverse("transfer:income"))]


def distributions_for(user: Actor) -> QuerySet[IncomeDistribution]:
    """Return the distributions that a user may see."""
    rows: QuerySet[IncomeDistribution] = IncomeDistribution.objects.visible_to(user)
    return rows.select_related("platform__organisation", "platform__unit", "prepared_by", "decided_by")


def distribution_of(user: Actor, pk: int) -> IncomeDistribution:
    """Return a distribution that a user may see. Raises Http404."""
    row = distributions_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def own_platform(user: Actor) -> Platform:
    """Return the platform whose people a user belongs to. Raises Http404: who belongs to none prepares nothing."""
    row: Platform | None = (
        Platform.objects.current()
        .select_related("organisation")
        .filter(unit=user.unit_id)
        .order_by("pk")
        .first()
        if user.unit_id is not None
        else None
    )
    if row is None:
        raise Http404(_("People of a platform prepare distributions of income."))
    return row


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(code__iexact=word))
    return rows


class DistributionList(ListView):
    """Distributions, the newest first."""

    right = VIEW_INCOME
    template_name = "transfer/income.html"
    export, file_name = "transfer.export_income", "distributions"
    orders: ClassVar = {
        "code": "code",
        "name": "name",
        "reward": "reward",
        "state": "state",
        "prepared_at": "prepared_at",
    }

    def filters(self) -> list[Filter]:
        """Words and state."""
        return [
            Filter("q", _("Result or number"), kind="words", apply=_words),
            Filter(
                "state",
                pgettext("distribution", "State"),
                choices=[(code, str(said)) for code, said in DistributionState.choices],
                apply=lambda rows, value: rows.filter(state=value),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[IncomeDistribution]:
        """The distributions."""
        return distributions_for(self.request.user)

    def table(self, rows: Iterable[IncomeDistribution]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("distribution", "Number")),
            Column("name", pgettext("distribution", "Result")),
            Column("platform", _("Platform")),
            Column("reward", _("Reward"), "money", unit="万元"),
            Column("state", pgettext("distribution", "State")),
            Column("prepared_at", _("Prepared at"), "date"),
        ]
        printed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "name": row.name,
                "platform": str(row.platform),
                "reward": row.reward,
                "state": Cell(
                    row.get_state_display(), light=LIGHTS.get(DistributionState.tone_of(row.state), "")
                ),
                "prepared_at": row.prepared_at,
            }
            for row in rows
        ]
        return Table(_("Distribution of income"), columns, printed, name="distributions")

    def context(self, wanted: ListPage, page: Any) -> dict[str, Any]:
        """Whether the reader prepares distributions."""
        return {"may_prepare": self.request.user.has_right(PREPARE)}


@require_safe
@right_required(VIEW_INCOME)
def distribution(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One distribution: who gets what and when, by which rule, its steps; ``?format=xlsx`` is who gets what."""
    row = distribution_of(request.user, pk)
    if request.GET.get("format") == "xlsx":
        about = Export("transfer.export_income", row)
        return send_file(
            request, income_tables.person_table(sharing_of(row)), f"{row.code}.xlsx", about=about
        )
    return _page(request, row)


def _page(
    request: SignedInRequest, row: IncomeDistribution, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user, sharing = request.user, sharing_of(row)

    def url(name: str) -> str:
        return reverse("transfer:step", args=(row.pk, name))

    main, aside = offered(DISTRIBUTIONS, user, row, STEPS, url=url, bound=bound or {})
    decisions = DISTRIBUTIONS.possible(user, row)
    context = {
        "row": row,
        "status": DISTRIBUTIONS.status(row),
        "light": DistributionState.tone_of(row.state),
        "tables": [
            income_tables.person_table(sharing),
            income_tables.base_table(sharing),
            income_tables.plan_table(sharing, services.payments_of(row)),
        ],
        "grounds": income_tables.grounds(sharing),
        "findings": [
            (TONES[finding.severity], finding.message.in_language(language()), _remedy(finding))
            for finding in sharing.findings
        ],
        "may_change": bool(decisions["change"]),
        "has_notice": row.state in PRINTED,
        "main": main,
        "aside": aside,
        "not_now": DISTRIBUTIONS.not_now(user, decisions, [offer.name for offer in STEPS]),
        "entries": history.entries(DISTRIBUTIONS, row.steps.select_related("by").order_by("-pk")),
        "crumbs": crumbs(),
    }
    return render(request, "transfer/distribution.html", context, status=status)


def _remedy(finding: Any) -> str:
    return "" if finding.remedy is None else finding.remedy.in_language(language())


@require_POST
@right_required(PREPARE, DECIDE)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a distribution."""
    return take(
        request,
        STEPS,
        name,
        lambda: distribution_of(request.user, pk),
        lambda row, bound, status: _page(request, row, bound, status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(PREPARE)
def new(request: SignedInRequest) -> HttpResponse:
    """Prepare a distribution for the own platform."""
    platform = own_platform(request.user)
    forms = WholeCaseForms(platform, request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        try:
            return redirect(services.prepare(request.user, platform, forms.data_given()))
        except ValidationError as error:
            return _form_page(request, forms, None, _marked(forms, error))
    return _form_page(request, forms, None, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(PREPARE)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = distribution_of(request.user, pk)
    decision = DISTRIBUTIONS.decide(request.user, row, "change")
    if not decision:
        raise PermissionDenied(decision.reason)
    forms = WholeCaseForms(row.platform, request.POST if request.method == "POST" else None, row.case)
    forms.case.initial["edition"] = row.edition
    if request.method == "POST" and forms.is_valid():
        try:
            since = edition_in(forms.case.cleaned_data)
            return redirect(services.change(request.user, pk, forms.data_given(), since=since))
        except ValidationError as error:
            return _form_page(request, forms, row, _marked(forms, error))
    return _form_page(request, forms, row, 422 if request.method == "POST" else 200)


def _marked(forms: WholeCaseForms, error: ValidationError) -> int:
    forms.case.add_error(None, ValidationError(error.messages))
    return status_of(error)


def _form_page(
    request: SignedInRequest, forms: WholeCaseForms, row: IncomeDistribution | None, status: int = 200
) -> HttpResponse:
    context = {"forms": forms, "form": forms.case, "row": row, "crumbs": crumbs()}
    return render(request, "transfer/case.html", context, status=status)


@require_safe
@right_required(VIEW_INCOME)
def paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The notice as a Word file."""
    row = distribution_of(request.user, pk)
    content = notice(row)
    if content is None:
        raise Http404
    about = Export("transfer.export_income", row, {"file": "notice"})
    return send_file(request, content, f"{title_of(row)}.docx", about=about)
