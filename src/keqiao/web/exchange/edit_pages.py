"""Pages that write: the short form, the form of everything with the diagnosis, and the acts of a procedure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import User
from keqiao.web.exchange import pages, services
from keqiao.web.exchange.diagnosis import progress_words, questions_for, unanswered
from keqiao.web.exchange.forms import FORMS, MOST_TARGETS, TargetForms, targets_given
from keqiao.web.exchange.importing.importer import POSTING_IMPORTER
from keqiao.web.exchange.likeness import alike
from keqiao.web.exchange.models import Need, Offer, Posting
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.exchange.rights import BROKER, POST, REVIEW, VIEW
from keqiao.web.exchange.selectors import need_of, offer_of
from keqiao.web.exchange.text_figures import read_need
from keqiao.web.imports.views import upload_page
from keqiao.web.procedures.responses import answer, edition_in, refused, status_of

MODELS: dict[str, type[Posting]] = {"needs": Need, "offers": Offer}


def row_of(request: SignedInRequest, model: type[Posting], pk: int) -> Any:
    """Return a posting that the reader may see. Raises Http404."""
    return need_of(request.user, pk) if model is Need else offer_of(request.user, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(POST)
def new_need(request: SignedInRequest) -> HttpResponse:
    """Post a need by five fields."""
    return _new(request, Need)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(POST)
def new_offer(request: SignedInRequest) -> HttpResponse:
    """Post an offer by five fields."""
    return _new(request, Offer)


def _new(request: SignedInRequest, model: type[Any]) -> HttpResponse:
    form = FORMS[model][0](request.user, request.POST or None, instance=model(kind="technology"))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.post(request.user, model(**form.fields_given()))
            except ValidationError as error:
                _into(form, error)
            else:
                return redirect(row.get_absolute_url())
    is_need = model is Need
    context = {
        "form": form,
        "is_need": is_need,
        "without_owner": not form.organisations and not request.user.has_right(BROKER),
        "alike": [],
        "alike_address": reverse("exchange:alike", args=("needs" if is_need else "offers",)),
        "crumbs": pages.way(is_need),
    }
    return render(request, "exchange/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(POST)
def import_list(request: SignedInRequest, side: str) -> HttpResponse:
    """Upload a list of needs or offers; it is only checked."""
    return upload_page(request, POSTING_IMPORTER, side)


@require_safe
@right_required(VIEW)
def alike_page(request: SignedInRequest, side: str) -> HttpResponse:
    """The part of the form that names what is nearly the same, while a title is typed."""
    if side not in MODELS:
        raise Http404
    near = alike(request.user, MODELS[side], request.GET.get("title", "")[:200].replace("\0", ""))
    context = {"alike": [as_shown(request.user, row) for row in near]}
    return render(request, "exchange/_alike.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(POST, BROKER)
def edit_need(request: SignedInRequest, pk: int) -> HttpResponse:
    """Complete a need: the diagnosis."""
    return _edit(request, Need, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(POST, BROKER)
def edit_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Complete an offer."""
    return _edit(request, Offer, pk)


def _edit(request: SignedInRequest, model: type[Any], pk: int) -> HttpResponse:
    row = row_of(request, model, pk)
    decision = services.procedure_of(model).decide(request.user, row, "edit")
    if not decision:
        raise PermissionDenied(decision.reason)
    sent = request.POST or None
    proposed = read_need(f"{row.title}\n{row.body}") if model is Need and sent is None else None
    form = FORMS[model][1](request.user, sent, instance=row)
    targets = _targets(row, sent, proposed) if model is Need else None
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid() and (targets is None or targets.is_valid()):
            given: Any = None if targets is None else targets_given(targets)
            try:
                services.edit(
                    request.user,
                    model,
                    pk,
                    form.fields_given(),
                    targets=given,
                    since=form.cleaned_data["edition"],
                )
            except ValidationError as error:
                status = _into(form, error, {"edition": row_of(request, model, pk).edition})
            else:
                return redirect(row.get_absolute_url())
        row = row_of(request, model, pk)
    elif proposed is not None:
        if proposed.budget is not None and row.budget is None and not row.budget_open:
            form.initial["budget_high"] = f"{proposed.budget / 10_000:f}".rstrip("0").rstrip(".")
        if proposed.months is not None and row.months is None:
            form.initial["months"] = proposed.months
    context = {
        "form": form,
        "row": row,
        "targets": targets,
        "is_need": model is Need,
        "from_text": bool(proposed and proposed.targets and not row.targets.exists()),
        "crumbs": [*pages.way(model is Need), (row.code, row.get_absolute_url())],
    }
    if model is Need:
        facts = row.facts()
        still = {question.name for question in unanswered(facts)}
        context |= {
            "progress": progress_words(facts),
            "questions": [(question, question.name not in still) for question in questions_for(facts)],
        }
    return render(request, "exchange/edit.html", context, status=status)


def _targets(row: Need, sent: Any, proposed: Any) -> Any:
    """The rows of the targets: what is stored, else what the text says; two empty ones behind."""
    names = ("quantity", "before", "comparison", "target", "unit", "method")
    initial = [{name: getattr(target, name) for name in names} for target in row.targets.all()]
    if not initial and proposed is not None:
        initial = [vars(target) for target in proposed.targets]
    formset_class = TargetForms
    formset_class.extra = min(2, MOST_TARGETS - len(initial))
    return formset_class(sent, initial=initial, prefix="targets")


def _into(form: Any, error: ValidationError, now: dict[str, Any] | None = None) -> int:
    """Put a refusal of the services into the form, by field; return the status."""
    by_field = getattr(error, "error_dict", None)
    if by_field is None:
        return refused(form, error, now)
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
    return status_of(error)


@require_POST
@right_required(POST, BROKER, REVIEW)
def need_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one step of a need: ``action`` names it."""
    return _act(request, Need, pk)


@require_POST
@right_required(POST, BROKER, REVIEW)
def offer_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one step of an offer."""
    return _act(request, Offer, pk)


def _act(request: SignedInRequest, model: type[Any], pk: int) -> HttpResponse:
    user, data = request.user, request.POST
    since = edition_in(data)
    steps = {
        "take": lambda: services.take(user, model, pk, since=since),
        "publish": lambda: services.publish(user, model, pk, since=since),
        "ask_review": lambda: services.ask_review(user, model, pk, since=since),
        "clear": lambda: services.clear(user, model, pk, since=since),
        "send_back": lambda: services.send_back(user, model, pk, data.get("reason", ""), since=since),
        "renew": lambda: services.renew(user, model, pk, since=since),
        "close": lambda: services.close(
            user, model, pk, data.get("closing_reason", ""), data.get("note", ""), since=since
        ),
        "assign": lambda: services.assign(user, model, pk, _broker(data.get("broker", "")), since=since),
    }
    name = data.get("action", "")
    row = row_of(request, model, pk)

    def act() -> None:
        if name not in steps:
            raise ValidationError(_("Choose what is to be done."))
        steps[name]()

    def again(error: ValidationError, status: int) -> HttpResponse:
        current = row_of(request, model, pk)
        return pages.show(request, current, problems=error.messages, typed=data.dict(), status=status)

    return answer(request, act, done=_("Done."), to=row.get_absolute_url(), again=again)


def _broker(text: str) -> User:
    """The active user that a form names. Raises ValidationError."""
    user = User.objects.filter(username=text.replace("\0", ""), is_active=True).first()
    if user is None:
        raise ValidationError({"broker": _("Choose a broker.")})
    return user
