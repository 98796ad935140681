"""Pages of verification: the list of what waits over all registers, batches, questions."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.editing.rows import BIGGEST, address, row_of, rows_of_page
from keqiao.web.registry.editing.views import refused_row_page
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Platform, RowState, Sample, Verification
from keqiao.web.registry.registers import REGISTERS, Register, register_of
from keqiao.web.registry.verification import selectors
from keqiao.web.registry.verification.authors import authored
from keqiao.web.registry.verification.samples import MOST_DRAWN
from keqiao.web.registry.verification.services import RIGHT, question, verify

PER_PAGE = 50
MOST_ROWS = 200
"""Rows of a batch."""


@require_safe
@right_required("registry.view")
def waiting(request: SignedInRequest) -> HttpResponse:
    """What waits for the bureau, or (``?state=questioned``) was sent back; ``register`` and ``platform`` narrow it."""
    return waiting_page(request)


def waiting_page(
    request: SignedInRequest, problems: list[str] | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    """Answer with the list; ``problems``: why a batch or a draw was refused, ``typed``: what was sent with it."""
    user: Actor = request.user
    query = request.GET.dict() | (typed or {})
    verifies = user.scope_for(RIGHT) == "all"
    state = RowState.QUESTIONED if query.get("state") == "questioned" or not verifies else RowState.REPORTED
    platform = Platform.objects.visible_to(user).filter(code=query.get("platform", "")[:40]).first()
    chosen = REGISTERS.get(query.get("register", ""))
    of = {
        register.key: selectors.waiting_rows(register, platform)
        if state == RowState.REPORTED
        else selectors.questioned_rows(user, register, platform)
        for register in selectors.verifiable()
    }
    counts = selectors.numbers((REGISTERS[key], rows) for key, rows in of.items())
    counts = {key: counts[key] for key in of if counts.get(key)}
    listed = {key: n for key, n in counts.items() if chosen is None or key == chosen.key}
    page = Paginator(range(sum(listed.values())), PER_PAGE).get_page(query.get("page"))
    parts = selectors.slices(listed, page.start_index() - 1 if listed else 0, PER_PAGE)
    context = {
        "page": page,
        "groups": [_group(user, register, of[register.key], (start, end)) for register, start, end in parts],
        "registers": [(key, REGISTERS[key].title, count) for key, count in counts.items()],
        "platforms": list(Platform.objects.current().visible_to(user).order_by("code")) if verifies else [],
        "chosen": chosen,
        "platform": platform,
        "state": state.code,
        "verifies": verifies,
        "samples": selectors.open_samples(user) if verifies else [],
        "done": list(Sample.objects.exclude(state=Sample.State.OPEN).select_related("platform", "by")[:10])
        if verifies
        else [],
        "most_drawn": MOST_DRAWN,
        "here": request.get_full_path() if request.method == "GET" else reverse("registry:verification"),
        "problems": problems or [],
        "ticked": set(request.POST.getlist("row")),
        "size": query.get("size", "20"),
    }
    return render(request, "registry/verification/waiting.html", context, status=422 if problems else 200)


def _group(user: Actor, register: Register, rows: QuerySet, part: tuple[int, int]) -> dict[str, Any]:
    """The rows of one register on a page, each with its address, and whether the user entered it."""
    listed = rows_of_page(register, rows.order_by("pk")[part[0] : part[1]], register.fields)
    viewer, own = Viewer.of(user), authored(user, listed)
    lines = [
        {
            "row": row,
            "name": viewer.title_of(row),
            "url": address(row),
            "value": f"{register.key}:{row.pk}:{row.version}",
            "own": row.pk in own,
            "changed": row.verified_version is not None,
        }
        for row in listed
    ]
    return {"register": register, "lines": lines}


@require_POST
@right_required(RIGHT)
def verify_rows(request: SignedInRequest) -> HttpResponse:
    """Verify the rows chosen, each in the version that its page showed: all or none. One row or a batch."""
    chosen: dict[str, dict[int, int]] = {}
    try:
        chosen = _chosen(request.POST.getlist("row"))
        count = sum(len(versions) for versions in chosen.values())
        way = Verification.Way.BATCH if request.POST.get("batch") else Verification.Way.SINGLE
        with transaction.atomic():
            for key, versions in chosen.items():
                verify(request.user, register_of(key), versions, way=way)
    except ValidationError as error:
        if chosen and not request.POST.get("batch"):
            key, versions = next(iter(chosen.items()))
            return refused_row_page(request, key, next(iter(versions)), error.messages)
        return waiting_page(request, error.messages, _narrowed(request))
    messages.success(request, _("Verified: %(count)d rows.") % {"count": count})
    return redirect(_next(request))


@require_POST
@right_required(RIGHT)
def question_row(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Send a row back to its keeper with a reason."""
    register = register_of(key)
    row = row_of(request.user, register, pk)
    version = _number(request.POST.get("version", ""))
    try:
        question(request.user, register, (pk, version), request.POST.get("reason", ""))
    except ValidationError as error:
        return refused_row_page(request, key, pk, error.messages)
    messages.success(request, _("Sent back: its keeper sees the question."))
    return redirect(address(row))


def _chosen(values: list[str]) -> dict[str, dict[int, int]]:
    """Read rows as "register:key:version". Raises ValidationError."""
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for value in values[: MOST_ROWS + 1]:
        key, _sep, rest = value.partition(":")
        row, _sep, version = rest.partition(":")
        if key not in REGISTERS or not _number(row) or not _number(version):
            raise ValidationError(_("Choose rows from the list."))
        counts[key][_number(row)] = _number(version)
    if not counts:
        raise ValidationError(_("Choose at least one row."))
    if len(values) > MOST_ROWS:
        raise ValidationError(_("At most %(most)d rows at once.") % {"most": MOST_ROWS})
    return counts


def _number(text: str) -> int:
    """A positive number that both databases take; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= BIGGEST else 0


def _narrowed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ("register", "platform", "size") if request.POST.get(name)}


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    query = {name: value for name, value in _narrowed(request).items() if name != "size"}
    return (
        f"{reverse('registry:verification')}?{urlencode(query)}"
        if query
        else reverse("registry:verification")
    )
