"""The form of a case: opened by a platform or by an officer for one, kept as a draft, handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.procedures.responses import CHANGED, INVALID, edition_in, status_of
from keqiao.web.site.lists import clean
from keqiao.web.tolerance import query, selectors, services
from keqiao.web.tolerance.answers import answers_of
from keqiao.web.tolerance.choices import options
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.procedure import CASES
from keqiao.web.tolerance.rights import APPEAL, DECIDE
from keqiao.web.tolerance.rulebook import ground_of
from keqiao.web.tolerance.views import way

MOST_STORED = 50
"""So many files stored before are offered, the newest."""


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPEAL, DECIDE)
def new(request: SignedInRequest) -> HttpResponse:
    """Open a case: ``of`` names the evaluation (scheme:period), ``platform`` the platform by its code."""
    results, platforms = selectors.results(request.user), selectors.platforms_for(request.user)
    data = request.POST if request.method == "POST" else request.GET
    wanted = {result.key: result for result in results}.get(
        data.get("of", ""), results[0] if results else None
    )
    platform = {candidate.code: candidate for candidate in platforms}.get(
        data.get("platform", ""), platforms[0] if platforms else None
    )
    context = {"results": results, "platforms": platforms, "wanted": wanted}
    if wanted is None or platform is None:
        return _page(request, None, context, status=200 if request.method != "POST" else INVALID)
    case = ToleranceCase(
        platform=platform,
        scheme_code=wanted.scheme_code,
        period=wanted.period,
        indicators=[clean(code) for code in data.getlist("indicator")],
        applied_by=signed_in(request),
    )
    if request.method != "POST":
        return _page(request, case, context)
    given = query.application_in(request.POST, wanted.scheme_code, wanted.period)
    before = (data.get("before_of", wanted.key), data.get("before_platform", platform.code))
    if data.get("then") == "choose" or before != (wanted.key, platform.code):
        # Another evaluation has other indicators: they are shown first, with all that was typed.
        return _page(request, _typed(case, given), context)
    try:
        if data.get("of") != wanted.key or data.get("platform") != platform.code:
            raise ValidationError(_("Choose the evaluation and the platform."))
        case = services.open_case(request.user, platform, given)
    except ValidationError as error:
        return _page(request, _typed(case, given), context, error.messages, INVALID)
    return _onwards(request, case)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPEAL, DECIDE)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft: save, attach or remove files, hand in."""
    case = selectors.case_of(request.user, pk)
    decision = CASES.decide(request.user, case, "edit")
    if not decision:
        raise PermissionDenied(decision.reason)
    if request.method != "POST":
        return _page(request, case, {})
    given = query.application_in(request.POST, case.scheme_code, case.period)
    try:
        services.edit_case(request.user, pk, given, since=edition_in(request.POST))
    except ValidationError as error:
        status = status_of(error)
        now = _now(selectors.case_of(request.user, pk), given) if status == CHANGED else []
        return _page(request, _typed(case, given), {"now": now}, error.messages, status)
    return _onwards(request, selectors.case_of(request.user, pk))


def _onwards(request: SignedInRequest, case: ToleranceCase) -> HttpResponse:
    """Do what else was asked with a stored draft: a file, handing in; then show where it stands."""
    try:
        upload, removed = request.FILES.get("file"), request.POST.get("remove", "")
        if upload is not None:
            title = request.POST.get("title", "")
            services.attach(request.user, case.pk, upload, title=title)
        known = request.POST.get("known", "").replace("\0", "")[:64]
        if known:
            services.attach_known(request.user, case.pk, known)
        if removed:
            services.detach(request.user, case.pk, removed.replace("\0", "")[:64])
        if request.POST.get("then") == "apply" and not removed:
            services.apply(request.user, case.pk)
            messages.success(request, _("Applied for; the bureau finds the facts next."))
            return redirect(case)
    except ValidationError as error:
        # The draft itself is stored: its own page says what is wrong, and a reload opens no second case.
        missing = set(services.missing(selectors.case_of(request.user, case.pk)).values())
        if missing:
            messages.error(request, _("The draft is kept but not applied for: see what is still missing."))
        for problem in error.messages:
            if problem not in missing:
                messages.error(request, problem)
    else:
        messages.success(request, _("The draft is kept."))
    return redirect("tolerance:edit", case.pk)


def _now(case: ToleranceCase, given: services.CaseApplication) -> list[tuple[str, str]]:
    """Return what stands in a draft that somebody else changed, where it differs from what was typed."""
    nodes = selectors.nodes_of(selectors.version_for(case.scheme_code, None))
    indicators = _(", ").join(selectors.names_of(case, nodes))
    fields = [
        (pgettext("case", "Subject"), case.subject, case.subject == given.subject),
        (pgettext("case", "Ground"), ground_of(case), case.ground == given.ground),
        (_("What happened"), case.facts, case.facts == given.facts),
        (_("Indicators touched"), indicators, set(case.indicators) == set(given.indicators)),
    ]
    return [(label, now or "—") for label, now, same in fields if not same]


def _typed(case: ToleranceCase, given: services.CaseApplication) -> ToleranceCase:
    """Return the case as it was typed, not stored."""
    case.subject, case.ground, case.facts = given.subject, given.ground, given.facts
    case.indicators = list(given.indicators)
    case.answers = {code: {"yes": yes, "note": note} for code, (yes, note) in given.answers.items()}
    return case


def _page(
    request: SignedInRequest,
    case: ToleranceCase | None,
    more: dict[str, Any],
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form."""
    context: dict[str, Any] = {
        "case": case,
        "rules": RULES.in_force(),
        "problems": problems or [],
        "crumbs": way(case if case is not None and case.pk else None),
    }
    if case is not None:
        run = selectors.latest_run(request.user, case.scheme_code, case.period)
        chosen = set(case.indicators)
        context |= {
            "options": options(run, case.scheme_code, case.period, case.platform.code, chosen),
            "answers": answers_of(case),
            "files": list(case.files.all()) if case.pk else [],
            "stored": selectors.files_for(request.user, case.platform)[:MOST_STORED],
            "version": selectors.version_for(case.scheme_code, run),
            "lacking": services.missing(case) if case.pk and not problems else {},
        }
    return render(request, "tolerance/form.html", context | more, status=status)
