"""The overview, the page of an application, and what is written there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.responses import INVALID, answer, edition_in, refused
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.subject_page import explained
from keqiao.web.site.tables import Column, Table
from keqiao.web.talents import forms, selectors, services
from keqiao.web.talents.lists import crumbs, light_of
from keqiao.web.talents.models import TalentApplication, TalentState
from keqiao.web.talents.persons import PersonBook
from keqiao.web.talents.procedure import APPLICATIONS
from keqiao.web.talents.retention import (
    HORIZONS,
    PrecisionLine,
    RetentionLine,
    precision,
    retention,
    spells_by_channel,
    spells_by_platform,
)
from keqiao.web.talents.rights import APPLY, KEEP, VIEW


@require_safe
@right_required(VIEW)
def overview(request: SignedInRequest) -> HttpResponse:
    """Who stays, and which channel brings in those who stay."""
    user, day = request.user, today()
    context = {
        "day": day,
        "tables": [
            _retention(_("Retention by platform"), retention(spells_by_platform(user), day), "by-platform"),
            _retention(_("Retention by channel"), retention(spells_by_channel(user), day), "by-channel"),
            _precision(_("Precision by channel"), precision(user, "channel"), "precision-channel"),
            _precision(_("Precision by platform"), precision(user, "platform"), "precision-platform"),
        ],
        "sees_rows": user.scope_for(VIEW) != "published",
    }
    return render(request, "talents/overview.html", context)


def _retention(title: str, lines: list[RetentionLine], name: str) -> Table:
    columns = [
        Column("name", _("Group")),
        Column("persons", _("Persons"), "number"),
        Column("left", _("Left"), "number"),
    ]
    for months in HORIZONS:
        columns.append(Column(f"after{months}", _("After %(years)d years") % {"years": months // 12}))
    rows = []
    for line in lines:
        row: dict[str, Any] = {"name": line.name or _("All"), "persons": line.persons, "left": line.left}
        for months, estimate in zip(HORIZONS, line.estimates, strict=True):
            row[f"after{months}"] = (
                _("nobody was followed so long")
                if estimate is None
                else f"{estimate.survival:.1%} ({estimate.low:.0%}–{estimate.high:.0%}, n={estimate.at_risk})"
            )
        rows.append(row)
    return Table(title, columns, rows, name=name, stacked=True)


def _precision(title: str, lines: list[PrecisionLine], name: str) -> Table:
    columns = [
        Column("name", _("Group")),
        Column("introduced", _("Introduced"), "number", total=True),
        Column("mature", _("Long enough ago"), "number", total=True),
        Column("stayed", _("Came and stayed"), "number", total=True),
        Column("precision", _("Precision"), "percent"),
    ]
    rows = [
        {
            "name": line.name,
            "introduced": line.introduced,
            "mature": line.mature,
            "stayed": line.stayed,
            "precision": None if line.precision is None else 100 * line.precision,
        }
        for line in lines
    ]
    return Table(title, columns, rows, name=name, stacked=True)


def _form_page(request: SignedInRequest, title: str, form: Any, status: int = 200) -> HttpResponse:
    context = {"title": title, "form": form, "crumbs": crumbs()}
    return render(request, "talents/form.html", context, status=status)


def _writes(
    request: SignedInRequest, title: str, form: Any, make: Callable[[], Any], to: Any
) -> HttpResponse:
    """Show a form, or make what it holds; a refused one comes back with what was typed."""
    if request.method != "POST":
        return _form_page(request, title, form)
    if not form.is_valid():
        return _form_page(request, title, form, INVALID)
    try:
        made = make()
    except ValidationError as error:
        known = getattr(error, "error_dict", {})
        for field, errors in known.items():
            form.add_error(field if field in form.fields else None, errors)
        if not known:
            form.add_error(None, error.messages)
        return _form_page(request, title, form, INVALID)
    return redirect(to(made))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPLY, KEEP)
def new_post(request: SignedInRequest) -> HttpResponse:
    """Open a post."""
    form = forms.TalentPostForm(request.user, request.POST if request.method == "POST" else None)

    def make() -> Any:
        return services.open_post(request.user, forms.TalentPost(**form.cleaned_data))

    return _writes(request, _("Open a post"), form, make, lambda _row: reverse("talents:posts"))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPLY, KEEP)
def introduce(request: SignedInRequest) -> HttpResponse:
    """Record how a talent was brought in."""
    form = forms.IntroductionForm(request.user, request.POST if request.method == "POST" else None)

    def make() -> Any:
        return services.introduce(request.user, forms.TalentIntroduction(**form.cleaned_data))

    return _writes(
        request, _("Record an introduction"), form, make, lambda _row: reverse("talents:introductions")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPLY, KEEP)
def apply(request: SignedInRequest) -> HttpResponse:
    """Begin an application for a talent programme."""
    form = forms.NewApplicationForm(request.user, request.POST if request.method == "POST" else None)

    def make() -> TalentApplication:
        given = form.cleaned_data
        return services.begin(request.user, given["person"], given["platform"], given["programme"])

    title = _("Apply for a talent programme")
    return _writes(request, title, form, make, TalentApplication.get_absolute_url)


@dataclass(frozen=True)
class StepOffer:
    """A step as the page offers it: action, heading, form, service and the fields that it takes."""

    name: str
    heading: str | Promise
    form: type[forms.TalentStepForm]
    service: Callable[..., TalentApplication]
    fields: tuple[str, ...] = ()


STEPS = (
    StepOffer("submit", gettext_lazy("Hand in"), forms.TalentStepForm, services.submit),
    StepOffer(
        "send_back", gettext_lazy("Give back"), forms.TalentReasonForm, services.send_back, ("reason",)
    ),
    StepOffer("announce", gettext_lazy("Make public"), forms.TalentStepForm, services.announce),
    StepOffer("grant", gettext_lazy("Grant"), forms.GrantForm, services.grant, ("amount",)),
    StepOffer("refuse", gettext_lazy("Refuse"), forms.TalentReasonForm, services.refuse, ("reason",)),
    StepOffer(
        "pay",
        gettext_lazy("Enter the next instalment as paid"),
        forms.InstalmentPaidForm,
        services.pay,
        ("paid_on",),
    ),
)
BY_NAME = {offer.name: offer for offer in STEPS}


@require_safe
@right_required(VIEW)
def application_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """An application: what the programme says, what can be done, instalments, steps so far."""
    return _application(request, selectors.application_of(request.user, pk))


def _application(
    request: SignedInRequest,
    row: TalentApplication,
    bound: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, kept = request.user, bound or {}
    decisions = APPLICATIONS.possible(user, row)
    book, programme = PersonBook(row.person, row.answers), programme_of(row.programme)
    write_form = kept.get("write") or (forms.ApplicationForm(row, programme) if decisions["write"] else None)
    context = {
        "row": row,
        "light": light_of(TalentState.tone_of(row.state)),
        "fit": explained(book.judged(row.programme)),
        "known": [
            (wanted.measure, figure)
            for wanted in book.asked(programme)
            if (figure := book.by_register(wanted)) is not None
        ],
        "write_form": write_form,
        "steps": [
            {
                "step": offer,
                "form": kept.get(offer.name)
                or offer.form(initial={"edition": row.edition}, prefix=offer.name),
            }
            for offer in STEPS
            if decisions[offer.name] or offer.name in kept
        ],
        "instalments": _instalments(row),
        "not_now": APPLICATIONS.not_now(user, decisions, [offer.name for offer in STEPS]),
        "entries": entries(APPLICATIONS, row.steps.select_related("by").order_by("-pk"), lambda step: []),
        "crumbs": [*crumbs(), (_("Applications of talents"), reverse("talents:applications"))],
    }
    return render(request, "talents/application.html", context, status=status)


def _instalments(row: TalentApplication) -> Table:
    columns = [
        Column("number", _("Instalment"), "number"),
        Column("amount", _("Amount"), "money", unit="万元", total=True),
        Column("due_on", _("Due on"), "date"),
        Column("paid_on", _("Paid on"), "date"),
    ]
    rows = [
        {"number": part.number, "amount": part.amount, "due_on": part.due_on, "paid_on": part.paid_on}
        for part in row.instalments.all()
    ]
    return Table(_("Instalments"), columns, rows, name="instalments", stacked=True)


@require_POST
@right_required(APPLY, KEEP)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step, or keep what was written; a refused one comes back with what was typed."""
    row, user = selectors.application_of(request.user, pk), request.user
    offer = BY_NAME.get(name)
    if offer is None and name != "write":
        raise Http404
    form: Any = (
        offer.form(request.POST, prefix=name)
        if offer is not None
        else forms.ApplicationForm(row, programme_of(row.programme), request.POST)
    )

    def run() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        given, since = form.cleaned_data, edition_in(form.cleaned_data)
        if offer is None:
            services.write(user, pk, given["achievements"], form.answers(), since=since)
        else:
            offer.service(user, pk, *(given[field] for field in offer.fields), since=since)

    def again(error: ValidationError, status: int) -> HttpResponse:
        fresh = selectors.application_of(user, pk)
        known = set(getattr(error, "error_dict", {})) & set(form.fields)
        if known:
            for field in known:
                form.add_error(field, error.error_dict[field])
        else:
            status = refused(form, error, {"edition": fresh.edition})
        return _application(request, fresh, {name: form}, status)

    return answer(request, run, done=_("Done."), to=row.get_absolute_url(), again=again)
