"""Rules are tried on the figures of a snapshot before they are kept as a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keqiao.engine.documents import digest
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.jobs import results
from keqiao.web.oversight.comparison import comparison_table
from keqiao.web.oversight.documents import RULES
from keqiao.web.oversight.forms import TrialForm
from keqiao.web.oversight.rights import DIAGNOSE
from keqiao.web.oversight.services import diagnoses
from keqiao.web.oversight.views.findings import crumbs
from keqiao.web.procedures.responses import INVALID
from keqiao.web.rulebooks import in_force
from keqiao.web.rulebooks.findings import finding_rows
from keqiao.web.rulebooks.services import DocumentRefused


@require_http_methods(["GET", "POST"])
@right_required(DIAGNOSE)
def try_rules(request: SignedInRequest) -> HttpResponse:
    """Try a text beside the rules in force; keep it as a draft once it was tried."""
    if request.method != "POST":
        fingerprint = in_force.fingerprint(RULES.code, RULES.packaged)
        start = {"text": in_force.text_of(RULES, fingerprint), "valid_from": today()}
        return _page(request, TrialForm(request.user, initial=start), {})
    keeping = "keep" in request.POST
    form = TrialForm(request.user, request.POST, request.FILES, keeping=keeping)
    if not form.is_valid():
        return _page(request, form, {}, INVALID)
    fields = form.cleaned_data
    try:
        if keeping:
            version = RULES.add(request.user, form.sent)
            messages.success(
                request,
                _("Kept as a draft. It comes into force when it is proposed and another person accepts it."),
            )
            return redirect(version)
        if diagnoses.is_large(fields["snapshot"]) and (job := _in_background(request, fields)) is not None:
            return redirect(job)
        return _page(request, _unbound(request, form), _tried(request, fields))
    except DocumentRefused as refused:
        more = {"findings": finding_rows(refused.findings)}
        return _page(request, _unbound(request, form), more, INVALID)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, form, {}, INVALID)


def _unbound(request: SignedInRequest, form: TrialForm) -> TrialForm:
    """The form with what was sent; a file's text goes into the field, where it can be corrected."""
    given = form.cleaned_data | {"snapshot": form.cleaned_data["snapshot"].code}
    return TrialForm(request.user, initial={name: value for name, value in given.items() if name != "file"})


def _in_background(request: SignedInRequest, given: dict[str, Any]) -> Any:
    """The job that tries the text on many platforms; None where its answer is there."""
    text, snapshot = given["text"], given["snapshot"]
    key = diagnoses.trial_question(text, snapshot, given["period"], given["basis"])
    if results.find(diagnoses.TRIAL, key) is not None or RULES.read(text).usable is None:
        return None
    wanted = {"snapshot": snapshot.pk, "period": given["period"], "basis": given["basis"], "text": text}
    return results.ask(request.user, diagnoses.TRIAL, key, f"{_('Trial')} {digest(text)[:12]}", **wanted)


def _tried(request: SignedInRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What the text finds beside what the rules in force find."""
    figures = (given["snapshot"], given["period"], given["basis"])
    after = diagnoses.try_rules(request.user, given["text"], *figures)
    document = RULES.read(given["text"]).usable
    now = RULES.in_force()
    text_now = in_force.text_of(RULES, in_force.fingerprint(RULES.code, RULES.packaged))
    before = diagnoses.found_by(text_now, now, *figures)
    if document is None:
        return {}
    return {"table": comparison_table(now, before, document, after, given["period"]), "was_tried": True}


def _page(request: SignedInRequest, form: TrialForm, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": crumbs(), **more}
    return render(request, "oversight/try.html", context, status=status)
