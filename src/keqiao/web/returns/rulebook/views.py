"""The pages of the rulebook: all checks, one check, a new one, change, switch off, the words a check may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.facts.models import Measure
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.procedures.responses import CHANGED, INVALID
from keqiao.web.registry.language import in_language
from keqiao.web.returns.checking.rules import RuleRefusal, RuleRefused, ready, spoken, words_of
from keqiao.web.returns.checking.vocabulary import WordKind, kind_label, label
from keqiao.web.returns.models import CheckRule
from keqiao.web.returns.rulebook import tables
from keqiao.web.returns.rulebook.builder import KINDS
from keqiao.web.returns.rulebook.forms import CheckForm, kind_of
from keqiao.web.returns.rulebook.services import (
    FIELDS,
    RIGHT,
    change_check,
    changed_words,
    make_check,
    switch_check,
)
from keqiao.web.returns.rulebook.trial import all_measures, speaking, trial


@require_safe
@right_required("returns.view")
def checks(request: SignedInRequest) -> HttpResponse:
    """All checks, those in use first, and how many forms of the open collections each speaks to now."""
    user: Actor = request.user
    measures = all_measures()
    rules = list(CheckRule.objects.select_related("changed_by").order_by("-active", "severity", "code"))
    counts = speaking(user, [rule for rule in rules if rule.active], measures)
    context = {"table": tables.rules(rules, counts, measures), "may_write": user.has_right(RIGHT)}
    return render(request, "returns/rulebook/checks.html", context)


@require_safe
@right_required("returns.view")
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """One check: its condition in words, the figures it reads, what it says now, and how it was changed."""
    user: Actor = request.user
    rule = get_object_or_404(CheckRule.objects.select_related("changed_by"), code=code)
    measures = all_measures()
    context: dict[str, Any] = {
        "rule": rule,
        "advice": in_language(rule.advice, rule.advice_en),
        "may_write": user.has_right(RIGHT),
        "changes": tables.changes(rule),
    } | _reading(rule.expression, measures)
    if "refusal" not in context:
        context["trial"] = trial(user, rule.expression, measures)
    return render(request, "returns/rulebook/check.html", context)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new(request: SignedInRequest) -> HttpResponse:
    """A new check of a kind (``?kind=``) or written as a condition; tried first if asked."""
    given = request.POST if request.method == "POST" else request.GET
    kind = kind_of(given.get("kind", ""))
    measures = all_measures()
    if request.method != "POST":
        return _page(request, CheckForm(measures, kind), measures)
    form = CheckForm(measures, kind, request.POST)
    if not form.is_valid():
        return _page(request, form, measures, status=INVALID)
    if "try" in request.POST:
        return _page(request, form, measures, tried=form.cleaned_data["expression"])
    try:
        rule = make_check(request.user, kind.code if kind else "check", _fields(form))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, form, measures, status=INVALID)
    messages.success(request, _("The check is in use from now on."))
    return redirect("returns:check", code=rule.code)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a check; what somebody else changed meanwhile is told and not overwritten unseen."""
    rule = get_object_or_404(CheckRule.objects.select_related("changed_by"), code=code)
    measures = all_measures()
    if request.method != "POST":
        return _page(request, CheckForm(measures, None, instance=rule), measures, rule=rule)
    # The form writes into its row when it is checked: the stored one stays as it is, for the comparison.
    form = CheckForm(measures, None, request.POST, instance=CheckRule.objects.get(pk=rule.pk))
    if not form.is_valid():
        return _page(request, form, measures, rule=rule, status=INVALID)
    if "try" in request.POST:
        return _page(request, form, measures, rule=rule, tried=form.cleaned_data["expression"])
    try:
        change_check(request.user, code, _fields(form), since=_edition(request))
    except ChangedMeanwhile:
        rule.refresh_from_db()
        clash = {"words": changed_words(rule), "lines": tables.differences(rule, _fields(form))}
        return _page(request, form, measures, rule=rule, clash=clash, status=CHANGED)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, form, measures, rule=rule, status=INVALID)
    messages.success(request, _("The check was changed."))
    return redirect("returns:check", code=code)


@require_POST
@right_required(RIGHT)
def switch(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a check out of use or into use again."""
    active = request.POST.get("active") == "1"
    try:
        switch_check(request.user, code, active, since=_edition(request))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(
            request, _("The check is in use from now on.") if active else _("The check is out of use.")
        )
    return redirect("returns:check", code=code)


@require_POST
@right_required(RIGHT)
def read(request: HttpRequest) -> HttpResponse:
    """What is being written, read aloud: the condition in words, or where it is wrong. A part of a page."""
    text = request.POST.get("expression", "").replace("\r\n", "\n").strip(" \n\t")
    context = _reading(text, all_measures()) if text else {}
    return render(request, "returns/rulebook/_reading.html", context)


@require_safe
@right_required("returns.view")
def words(request: HttpRequest) -> HttpResponse:
    """The vocabulary: what a check may say of which figures, the signs and functions."""
    return render(request, "returns/rulebook/words.html", {"table": tables.vocabulary(all_measures())})


def _reading(text: str, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """The condition in words and its figures, or why it is none."""
    try:
        rule = ready(text, list(measures))
    except RuleRefused as error:
        refusal: RuleRefusal = error.refusal
        return {"refusal": refusal}
    figures = [
        (rule_word.name, label(rule_word, measures), reverse("facts:measure", args=(rule_word.code,)))
        for rule_word in words_of(rule, measures)
    ]
    return {"spoken": spoken(rule, measures), "figures": figures}


def _page(
    request: SignedInRequest,
    form: CheckForm,
    measures: Mapping[str, Measure],
    *,
    rule: CheckRule | None = None,
    tried: str = "",
    clash: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "rule": rule,
        "kinds": KINDS.values(),
        "measures": measures.values(),
        "prefixes": [(kind.value, kind_label(kind)) for kind in WordKind],
        "signs": signs(),
        "clash": clash,
        "refusal": form.refusal if form.is_bound else None,
    }
    if rule is not None and not form.is_bound:
        context |= _reading(rule.expression, measures)
    if tried:
        context |= {"trial": trial(request.user, tried, measures), "expression": tried}
        context |= _reading(tried, measures)
    return render(request, "returns/rulebook/edit.html", context, status=status)


def signs() -> list[tuple[str, str, str]]:
    """The buttons above a written condition: what is written, what the button shows, what it means."""
    return [
        ("+", "+", _("plus")),
        ("-", "−", _("minus")),
        ("*", "×", _("times")),
        ("/", "÷", _("divided by")),
        ("<=", "≤", _("at most")),
        (">=", "≥", _("at least")),
        ("=", "=", _("equals")),
        ("(", "(", _("open a bracket")),
        (")", ")", _("close a bracket")),
        ("BETWEEN 0 AND 100", _("between … and …"), "BETWEEN 0 AND 100"),
        ("AND", _("and"), "AND"),
        ("OR", _("or"), "OR"),
        ("IS NULL", _("is missing"), "IS NULL"),
    ]


def _fields(form: CheckForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in FIELDS}


def _edition(request: HttpRequest) -> int:
    """The edition that the page was made of; one that never is when it says none."""
    text = request.POST.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
