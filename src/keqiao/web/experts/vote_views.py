"""What experts send: their declaration of conflicts and their scores. What is wrong is told beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.experts import lines, pages, services
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.rights import SCORE
from keqiao.web.experts.services import ScoresRefused
from keqiao.web.experts.views import number, open_panel
from keqiao.web.facts.file_names import file_name
from keqiao.web.facts.models import Evidence
from keqiao.web.procedures.responses import CHANGED, status_of
from keqiao.web.site.downloads import Export, send_file


class Judging(RightRequired, View):
    """What an expert does on a panel they sit on."""

    right = SCORE

    def seated(self, request: SignedInRequest, pk: int) -> tuple[ExpertPanel, PanelSeat, list[int]]:
        """Return panel, seat and the keys of what it scores. Raises Http404, PermissionDenied."""
        panel, seat = open_panel(request, pk)
        if seat is None:
            raise PermissionDenied(_("You are not on this panel."))
        return panel, seat, list(panel.subjects.values_list("key", flat=True))

    def again(
        self, request: SignedInRequest, panel: ExpertPanel, error: ValidationError, **typed: Any
    ) -> HttpResponse:
        """Show the page with what was typed and what is wrong."""
        errors: Mapping[int, str] = error.lines if isinstance(error, ScoresRefused) else {}
        status = status_of(error)
        panel, seat = self.seated(request, panel.pk)[:2]
        context = pages.expert_page(
            signed_in(request),
            panel,
            seat,
            errors=errors,
            problems=error.messages,
            changed=status == CHANGED,
            **typed,
        )
        return render(request, "experts/seat.html", context, status=status)


class Declare(Judging):
    """Declare conflicts of interest."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Keep the declaration."""
        panel, _seat, keys = self.seated(request, pk)
        answers = lines.answers(request.POST, keys)
        try:
            services.declare(signed_in(request), pk, answers, since=number(request.POST.get("edition", "")))
        except ValidationError as error:
            return self.again(request, panel, error, answers=answers)
        messages.success(request, _("Your declaration is kept."))
        return redirect(panel)


class Score(Judging):
    """Save or hand in the scores of the round."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Keep all lines, or none and say what is wrong."""
        panel, _seat, keys = self.seated(request, pk)
        if lines.asked_for(request.POST) - set(keys):
            raise PermissionDenied(_("This is not scored by this panel."))
        typed = lines.typed(request.POST, keys)
        given = lines.read(typed)
        hand_in = "hand_in" in request.POST
        try:
            if any(line.error for line in typed.values()):
                raise ScoresRefused({})
            services.give_scores(
                signed_in(request),
                pk,
                given,
                hand_in=hand_in,
                since=number(request.POST.get("edition", "")),
            )
        except ValidationError as error:
            return self.again(request, panel, error, lines=typed)
        messages.success(
            request,
            _("Your scores are handed in.") if hand_in else _("Your scores are saved, not handed in."),
        )
        return redirect(panel)


class MaterialFileView(Judging):
    """A file behind what an expert reads before judging, as a download; taking it is written down."""

    def get(self, request: SignedInRequest, pk: int, sha256: str) -> HttpResponseBase:
        """Send the file. Raises Http404 for one that is not among what this expert reads."""
        panel, seat, _keys = self.seated(request, pk)
        opened = {file.sha256 for material in pages.materials_of(panel, seat) for file in material.files}
        evidence = Evidence.objects.filter(sha256=sha256).first() if sha256 in opened else None
        if evidence is None:
            raise Http404
        try:
            stream = evidence.file.open("rb")
        except OSError as error:
            raise Http404 from error
        return send_file(
            request,
            stream,
            file_name(evidence.original_name, evidence.media_type),
            about=Export("experts.open_evidence", panel, {"sha256": sha256}),
            media_type=evidence.media_type,
        )
