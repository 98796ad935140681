"""The map of products by stage, and the structure of input."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.finance import selectors, services
from keqiao.web.finance.forms import ScienceInputForm
from keqiao.web.finance.models import InputSource
from keqiao.web.finance.rights import KEEP, VIEW
from keqiao.web.procedures.responses import INVALID
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
        light: Light = "bad" if line.is_gap else "none"
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
