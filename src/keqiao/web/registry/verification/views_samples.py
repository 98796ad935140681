"""Pages of samples: draw one, check its rows one by one, see what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.editing.rows import BIGGEST, STATE, address, loaded, table_of
from keqiao.web.registry.models import Platform, Sample
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.verification.samples import check_row, draw
from keqiao.web.registry.verification.services import RIGHT
from keqiao.web.registry.verification.views import waiting_page


@require_POST
@right_required(RIGHT)
def draw_sample(request: SignedInRequest) -> HttpResponse:
    """Draw a sample of the rows of a register (and platform) that wait."""
    register = REGISTERS.get(request.POST.get("register", ""))
    code, text = request.POST.get("platform", "")[:40], request.POST.get("size", "").strip()
    platform = Platform.objects.visible_to(request.user).filter(code=code).first()
    typed = {name: request.POST.get(name, "")[:40] for name in ("register", "platform", "size")}
    try:
        if register is None or not register.model.is_verifiable():
            raise ValidationError(_("Choose a register to draw from."))
        if code and platform is None:
            raise ValidationError(_("There is no such platform."))
        size = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        sample = draw(request.user, register, platform, size)
    except ValidationError as error:
        return waiting_page(request, error.messages, typed)
    return redirect("registry:sample", sample.pk)


@require_safe
@right_required(RIGHT)
def sample_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sample: the stratum, the seed, the rows drawn with what was found."""
    return _page(request, _sample(pk))


@require_POST
@right_required(RIGHT)
def check_sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep whether one drawn row is right."""
    sample = _sample(pk)
    text = request.POST.get("row", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    right = request.POST.get("right")
    try:
        if right not in {"0", "1"}:
            raise ValidationError(_("Say whether the row is right."))
        reason = request.POST.get("reason", "")
        closed = check_row(request.user, sample, key, right=right == "1", reason=reason)
    except ValidationError as error:
        return _page(request, sample, error.messages, key)
    if closed.state == Sample.State.PASSED:
        messages.success(request, _("All drawn rows are right: the stratum is verified by this sample."))
    elif closed.state == Sample.State.FAILED:
        messages.warning(request, _("Some drawn rows are wrong: the stratum stays reported."))
    return redirect("registry:sample", sample.pk)


def _sample(pk: int) -> Sample:
    if pk > BIGGEST:
        raise Http404
    sample: Sample = get_object_or_404(Sample.objects.select_related("platform", "by"), pk=pk)
    return sample


def _page(
    request: SignedInRequest, sample: Sample, problems: list[str] | None = None, refused: int = 0
) -> HttpResponse:
    user: Actor = request.user
    register = REGISTERS[sample.register]
    rows = {row.pk: row for row in loaded(register, register.model._base_manager.filter(pk__in=sample.drawn))}
    findings = {finding.row: finding for finding in sample.findings.all()}
    lines = []
    for number, key in enumerate(sample.drawn, 1):
        row = rows[key]
        table = table_of(register, [row], user, register.fields)
        cells = [
            (column.heading, cell.text)
            for column, cell in zip(table.columns, table.shown_rows()[0], strict=True)
            if column.key != STATE and cell.text
        ]
        lines.append(
            {
                "number": number,
                "row": row,
                "url": address(row),
                "cells": cells,
                "finding": findings.get(key),
                "changed": row.version != sample.versions[key],
                "reason": request.POST.get("reason", "") if key == refused else "",
                "refused": key == refused,
            }
        )
    context = {
        "sample": sample,
        "register": register,
        "lines": lines,
        "wrong": sum(not finding.right for finding in findings.values()),
        "checked": len(findings),
        "checks": sample.state == Sample.State.OPEN and sample.by_id == user.pk,
        "problems": problems or [],
    }
    return render(request, "registry/verification/sample.html", context, status=422 if problems else 200)
