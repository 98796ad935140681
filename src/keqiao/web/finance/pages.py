"""The map of products by stage, the structure of input, requests of firms and what they show."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.finance import selectors, services
from keqiao.web.finance.data_room import tables_of
from keqiao.web.finance.forms import FinanceReasonForm, FinanceRequestForm, GrantForm, ScienceInputForm
from keqiao.web.finance.lists import light_of
from keqiao.web.finance.models import DataPart, FinanceRequest, InputSource, RequestState
from keqiao.web.finance.points_importer import POINTS_IMPORTER
from keqiao.web.finance.procedure import REQUESTS as PROCEDURE
from keqiao.web.finance.rights import ANSWER, ASK, KEEP, REQUESTS, VIEW
from keqiao.web.imports.views import upload_page
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.offering import ActionForm, StepOffer, offered, take, with_fields
from keqiao.web.procedures.responses import INVALID
from keqiao.web.programmes.selectors import own_subject
from keqiao.web.site.punctuation import in_sequence
from keqiao.web.site.tables import Cell, Column, Light, Table


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the map."""
    return [(_("Technology finance"), reverse("finance:map"))]


@require_safe
@right_required(VIEW)
def product_map(request: SignedInRequest) -> HttpResponse:
    """Stages × products: how many firms each fits, and the stages that none fits."""
    versions = selectors.products()
    lines = selectors.stage_map(request.user, versions)
    columns = [Column("stage", _("Stage")), Column("firms", _("Firms"), "number", total=True)]
    columns += [Column(f"p{version.pk}", str(version)) for version in versions]
    rows = []
    for line in lines:
        light: Light = "bad" if line.is_gap else ""
        note = _("no product fits") if line.is_gap else ""
        row: dict[str, Any] = {"stage": Cell(line.stage, light=light, mark=note), "firms": line.firms}
        for version, eligible, near in zip(versions, line.eligible, line.near, strict=True):
            words = _("%(eligible)d eligible, %(near)d nearly") % {"eligible": eligible, "near": near}
            url = f"{reverse('programmes:results')}?programme={version.pk}"
            row[f"p{version.pk}"] = Cell(eligible, text=words, url=url)
        rows.append(row)
    context = {
        "table": Table(_("Products by stage of firms"), columns, rows, name="products", stacked=True),
        "gaps": in_sequence(line.stage for line in lines if line.is_gap),
        "compared": selectors.results_of_products(request.user),
        "products": len(versions),
        "outcomes": _outcomes(selectors.outcomes(request.user)),
        "sees_requests": request.user.has_right(REQUESTS),
    }
    return render(request, "finance/map.html", context)


@require_safe
@right_required(VIEW)
def inputs(request: SignedInRequest) -> HttpResponse:
    """The four sources of input by year."""
    return _inputs(request, ScienceInputForm())


@require_POST
@right_required(KEEP)
def enter(request: SignedInRequest) -> HttpResponse:
    """Keep an amount; a refused one comes back with what was typed."""
    form = ScienceInputForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            source = InputSource(sent["source"])
            services.enter(request.user, int(sent["year"]), source, sent["amount"], sent["basis"])
            return redirect("finance:inputs")
        except ValidationError as error:
            for field, problems in error.error_dict.items():
                form.add_error(field, problems)
    return _inputs(request, form, INVALID)


def _inputs(request: SignedInRequest, form: ScienceInputForm, status: int = 200) -> HttpResponse:
    context = {
        "table": _inputs_table(selectors.years_of_input(request.user)),
        "form": form if request.user.has_right(KEEP) else None,
        "crumbs": crumbs(),
    }
    return render(request, "finance/inputs.html", context, status=status)


def _inputs_table(years: list[selectors.YearOfInput]) -> Table:
    columns = [Column("year", pgettext("input", "Year"))]
    for source in InputSource:
        columns.append(Column(source.value, str(source.label), "money", unit="万元"))
        columns.append(
            Column(f"share_{source.value}", _("Share of %(source)s") % {"source": source.label}, "percent")
        )
    columns += [
        Column("leverage", _("Non-fiscal by fiscal"), "number"),
        Column("missing", _("Not entered")),
    ]
    rows = []
    for line in years:
        row: dict[str, Any] = {
            "year": str(line.year),
            "leverage": line.leverage,
            "missing": in_sequence(str(source.label) for source in line.missing),
        }
        for source in InputSource:
            row[source.value] = line.amounts.get(source)
            row[f"share_{source.value}"] = line.shares[source] / 100 if line.shares else None
        rows.append(row)
    return Table(_("Input into science and technology"), columns, rows, name="inputs", stacked=True)


def _outcomes(lines: list[selectors.OutcomeLine]) -> Table:
    columns = [
        Column("institution", _("Institution")),
        Column("requests", _("Asked"), "number", total=True),
        Column("answered", _("Answered"), "number", total=True),
        Column("granted", pgettext("finance", "Granted"), "number", total=True),
        Column("amount", pgettext("finance", "Amount granted"), "money", unit="万元", total=True),
    ]
    rows = [
        {
            "institution": line.institution,
            "requests": line.requests,
            "answered": line.answered,
            "granted": line.granted,
            "amount": line.amount,
        }
        for line in lines
    ]
    return Table(_("What came of requests"), columns, rows, name="outcomes", stacked=True)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(ASK)
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask an institution, and say what it may see."""
    own = own_subject(request.user)
    start = {"product": request.GET.get("product")}
    form = FinanceRequestForm(request.POST if request.method == "POST" else None, initial=start)
    status = 200
    if request.method == "POST":
        status = INVALID
        if own is None:
            form.add_error(None, _("Your account belongs to no firm of the registers yet."))
        elif form.is_valid():
            try:
                return redirect(services.ask(request.user, own, services.AskedFinance(**form.cleaned_data)))
            except ValidationError as error:
                for field, problems in error.error_dict.items():
                    form.add_error(field, problems)
    context = {"form": form, "crumbs": _way(request.user)}
    return render(request, "finance/ask.html", context, status=status)


def _grant(user: Actor, pk: int, form: Any, since: int | None) -> FinanceRequest:
    names = ("instrument", "amount", "granted_on", "rate", "months")
    sent = {name: form.cleaned_data[name] for name in names}
    sent["months"] = None if sent["months"] is None else int(sent["months"])
    return services.grant(user, pk, services.GrantedFinance(**sent), since=since)


DONE = gettext_lazy("Done.")
OFFERS = (
    StepOffer(
        "take_up",
        ("take_up",),
        gettext_lazy("Take up"),
        gettext_lazy("Take up"),
        ActionForm,
        with_fields(services.take_up),
        DONE,
    ),
    StepOffer(
        "grant",
        ("grant",),
        gettext_lazy("Enter what was granted"),
        gettext_lazy("Keep"),
        GrantForm,
        _grant,
        DONE,
    ),
    StepOffer(
        "decline",
        ("decline",),
        gettext_lazy("Decline"),
        gettext_lazy("Decline"),
        FinanceReasonForm,
        with_fields(services.decline, "reason"),
        DONE,
        aside=True,
    ),
    StepOffer(
        "revoke",
        ("revoke",),
        gettext_lazy("Take the consent back"),
        gettext_lazy("Take the consent back"),
        ActionForm,
        with_fields(services.revoke),
        DONE,
        aside=True,
    ),
    StepOffer(
        "withdraw",
        ("withdraw",),
        gettext_lazy("Withdraw"),
        gettext_lazy("Withdraw"),
        FinanceReasonForm,
        with_fields(services.withdraw, "reason"),
        DONE,
        aside=True,
    ),
)


@require_safe
@right_required(REQUESTS)
def request_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A request: what can be done, what is shown, who looked, the steps so far."""
    return _request(request, selectors.request_of(request.user, pk))


def _request(
    request: SignedInRequest,
    row: FinanceRequest,
    bound: dict[str, ActionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    main, aside = offered(
        PROCEDURE,
        user,
        row,
        OFFERS,
        url=lambda name: reverse("finance:step", args=(row.pk, name)),
        bound=bound or {},
    )
    labels = dict(DataPart.choices)
    context = {
        "row": row,
        "light": light_of(RequestState.tone_of(row.state)),
        "main": main,
        "aside": aside,
        "parts": in_sequence(str(labels[part]) for part in row.parts if part in labels),
        "may_look": row.is_shown and user.unit_id == row.institution_id,
        "looks": _looks(row) if user.unit_id != row.institution_id else None,
        "not_now": PROCEDURE.not_now(user, PROCEDURE.possible(user, row), [offer.name for offer in OFFERS]),
        "entries": entries(PROCEDURE, row.steps.select_related("by").order_by("-pk"), lambda step: []),
        "crumbs": _way(user),
    }
    return render(request, "finance/request.html", context, status=status)


def _way(user: Actor) -> list[tuple[str, str]]:
    """The way to a request; the map only for who may open it."""
    first = crumbs() if user.has_right(VIEW) else []
    return [*first, (_("Requests for finance"), reverse("finance:requests"))]


MOST_LOOKS = 100


def _looks(row: FinanceRequest) -> Table:
    columns = [
        Column("at", _("When")),
        Column("by", _("Who")),
        Column("parts", _("What was shown")),
    ]
    labels = dict(DataPart.choices)
    rows = [
        {
            "at": timezone.localtime(look.at).strftime("%Y-%m-%d %H:%M"),
            "by": str(look.by),
            "parts": in_sequence(str(labels.get(part, part)) for part in look.parts),
        }
        for look in row.looks.select_related("by")[:MOST_LOOKS]
    ]
    return Table(_("Who looked"), columns, rows, name="looks", stacked=True)


@require_POST
@right_required(ASK, ANSWER)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step; a refused one comes back with what was typed."""
    return take(
        request,
        OFFERS,
        name,
        lambda: selectors.request_of(request.user, pk),
        lambda row, bound, status: _request(request, row, bound, status),
    )


@require_safe
@right_required(ANSWER)
def data_room(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a firm shows the institution that it asks; the look is noted before anything is read."""
    row = selectors.request_of(request.user, pk)
    services.look(request.user, row)
    context = {
        "row": row,
        "tables": tables_of(row),
        "crumbs": [*_way(request.user), (row.code, row.get_absolute_url())],
    }
    return render(request, "finance/data_room.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(KEEP)
def import_points(request: SignedInRequest) -> HttpResponse:
    """Innovation points from Excel."""
    return upload_page(request, POINTS_IMPORTER, "")
