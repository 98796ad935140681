"""The overview, the page of an application, and what is written there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.offering import ActionForm, StepOffer, offered, take, with_fields
from keqiao.web.procedures.responses import INVALID
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.subject_page import explained
from keqiao.web.site.punctuation import bracketed, listed
from keqiao.web.site.tables import Column, Table
from keqiao.web.talents import forms, selectors, services
from keqiao.web.talents.lists import crumbs, light_of
from keqiao.web.talents.models import TalentApplication, TalentIntroduction, TalentPost, TalentState
from keqiao.web.talents.persons import book_of
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
                else bracketed(
                    f"{estimate.survival:.1%}",
                    _("%(low)s to %(high)s, of %(count)d persons")
                    % {
                        "low": f"{estimate.low:.0%}",
                        "high": f"{estimate.high:.0%}",
                        "count": estimate.at_risk,
                    },
                )
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
            "precision": line.precision,
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
    start = {name: request.GET[name][:120] for name in ("title", "cluster") if request.GET.get(name)}
    form = forms.TalentPostForm(request.user, request.POST if request.method == "POST" else None, start)

    def make() -> Any:
        return services.open_post(request.user, TalentPost(**form.cleaned_data))

    return _writes(request, _("Open a post"), form, make, lambda _row: reverse("talents:posts"))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPLY, KEEP)
def introduce(request: SignedInRequest) -> HttpResponse:
    """Record how a talent was brought in."""
    form = forms.IntroductionForm(request.user, request.POST if request.method == "POST" else None)

    def make() -> Any:
        return services.introduce(request.user, TalentIntroduction(**form.cleaned_data))

    return _writes(
        request, _("Record an introduction"), form, make, lambda _row: reverse("talents:introductions")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPLY, KEEP)
def apply(request: SignedInRequest) -> HttpResponse:
    """Begin an application for a talent programme."""
    form = forms.NewTalentApplicationForm(request.user, request.POST if request.method == "POST" else None)

    def make() -> TalentApplication:
        fields = form.cleaned_data
        return services.begin(
            request.user, fields["person"], fields["platform"], fields["programme"], fields["talent_class"]
        )

    title = _("Apply for a talent programme")
    return _writes(request, title, form, make, TalentApplication.get_absolute_url)


def _write(user: Actor, pk: int, form: Any, since: int | None) -> TalentApplication:
    return services.write(user, pk, form.cleaned_data["achievements"], form.answers(), since=since)


DONE = gettext_lazy("Done.")
OFFERS = (
    StepOffer(
        "write",
        ("write",),
        gettext_lazy("What the registers do not know"),
        gettext_lazy("Keep"),
        forms.AchievementsForm,
        _write,
        DONE,
    ),
    StepOffer(
        "submit",
        ("submit",),
        gettext_lazy("Hand in"),
        gettext_lazy("Hand in"),
        ActionForm,
        with_fields(services.submit),
        DONE,
    ),
    StepOffer(
        "announce",
        ("announce",),
        gettext_lazy("Make public"),
        gettext_lazy("Make public"),
        ActionForm,
        with_fields(services.announce),
        DONE,
    ),
    StepOffer(
        "grant",
        ("grant",),
        gettext_lazy("Grant"),
        gettext_lazy("Grant"),
        forms.TalentGrantForm,
        with_fields(services.grant, "amount"),
        DONE,
    ),
    StepOffer(
        "pay",
        ("pay",),
        gettext_lazy("Enter the next instalment as paid"),
        gettext_lazy("Keep"),
        forms.InstalmentPaidForm,
        with_fields(services.pay, "paid_on"),
        DONE,
    ),
    StepOffer(
        "send_back",
        ("send_back",),
        gettext_lazy("Give back"),
        gettext_lazy("Give back"),
        forms.TalentReasonForm,
        with_fields(services.send_back, "reason"),
        DONE,
        aside=True,
    ),
    StepOffer(
        "refuse",
        ("refuse",),
        gettext_lazy("Refuse"),
        gettext_lazy("Refuse"),
        forms.TalentReasonForm,
        with_fields(services.refuse, "reason"),
        DONE,
        aside=True,
    ),
)


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
    user = request.user
    book, programme = book_of(row), programme_of(row.programme)
    main, aside = offered(
        APPLICATIONS,
        user,
        row,
        OFFERS,
        url=lambda name: reverse("talents:step", args=(row.pk, name)),
        bound=bound or {},
    )
    context = {
        "row": row,
        "light": light_of(TalentState.tone_of(row.state)),
        "fit": explained(book.judged(row.programme)),
        "known": listed(
            f"{wanted.measure} = {figure.value}"
            for wanted in book.read_by(programme)
            if (figure := book.by_register(wanted)) is not None
        ),
        "main": main,
        "aside": aside,
        "instalments": _instalments(row),
        "not_now": APPLICATIONS.not_now(
            user, APPLICATIONS.possible(user, row), [offer.name for offer in OFFERS]
        ),
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
    return take(
        request,
        OFFERS,
        name,
        lambda: selectors.application_of(request.user, pk),
        lambda row, bound, status: _application(request, row, bound, status),
    )
