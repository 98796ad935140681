"""Pages of panels: the list, a panel as its reader may see it, organising, the workbook, the score sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require_one
from keqiao.web.experts import pages, selectors, services, tables
from keqiao.web.experts.documents import PANELS
from keqiao.web.experts.forms import PanelForm
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.panel_scores import Standing
from keqiao.web.experts.states import DECIDE, DRAFTS, READING, decide_action
from keqiao.web.site.downloads import Export, send_file

LARGEST_KEY = 2**63 - 1


class Reading(RightRequired, View):
    """A page for those who run panels, audit them or sit on them."""

    rights: tuple[str, ...] = READING

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask for any of the rights before a handler runs."""
        if request.user.is_authenticated:
            require_one(request.user, self.rights)
        return super().dispatch(request, *args, **kwargs)


def open_panel(request: SignedInRequest, pk: int) -> tuple[ExpertPanel, PanelSeat | None]:
    """Return a panel and the reader's seat on it. Raises Http404 for a panel the reader may not see."""
    panel = selectors.visible_panels(request.user).filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if panel is None:
        raise Http404
    seat = selectors.seat_of(request.user, panel)
    if seat is not None:
        seat.expert = signed_in(request)
    return panel, seat


def number(text: str) -> int | None:
    """Return a number sent by a form; None for what is none, or larger than a key can be."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


class PanelList(Reading):
    """The panels that the reader may open; for an expert with what is to do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        user = signed_in(request)
        every = selectors.sees_all(user)
        panels = list(selectors.listed_panels(user))
        table = tables.panels_table(panels, selectors.own_seats(user), for_expert=not every)
        context = {
            "table": table,
            "panels": panels,
            "for_expert": not every,
            "may_organise": user.has_right(DECIDE),
            "crumbs": [],
        }
        return render(request, "experts/panels.html", context)


class PanelPage(Reading):
    """A panel: for an expert on it the work, for the bureau and auditors where it stands."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the page."""
        panel, seat = open_panel(request, pk)
        user = signed_in(request)
        if seat is not None:
            return render(request, "experts/seat.html", pages.expert_page(user, panel, seat))
        return render(request, "experts/panel.html", pages.officer_page(user, panel))


class EditPanel(RightRequired, View):
    """Organise a panel, or change one that is not open yet. ``?corrects=`` names the closed panel to put right."""

    right = DECIDE

    def get(self, request: SignedInRequest, pk: int | None = None) -> HttpResponse:
        """Show the form."""
        panel = self._panel(request, pk)
        return self._form(request, panel, PanelForm(request.user, panel))

    def post(self, request: SignedInRequest, pk: int | None = None) -> HttpResponse:
        """Store the panel."""
        panel = self._panel(request, pk)
        form = PanelForm(request.user, panel, request.POST)
        if not form.is_valid():
            return self._form(request, panel, form, 422)
        try:
            kept = services.prepare(
                signed_in(request),
                form.filled(),
                form.chosen_platforms,
                form.chosen_experts,
                since=number(request.POST.get("since", "")),
            )
        except ValidationError as error:
            _add(form, error)
            return self._form(request, panel, form, 422)
        messages.success(request, _("The panel was kept: %(panel)s") % {"panel": kept})
        return redirect(kept)

    def _panel(self, request: SignedInRequest, pk: int | None) -> ExpertPanel:
        """Return the panel to be written: stored, new, or new and putting right another."""
        if pk is not None:
            panel, seat = open_panel(request, pk)
            decision = decide_action(request.user, panel, seat, "edit")
            if not decision:
                raise PermissionDenied(decision.reason)
            return panel
        named = request.GET.get("corrects", "")
        if not named:
            return ExpertPanel()
        earlier, _seat = open_panel(request, number(named) or 0)
        return ExpertPanel(corrects=earlier)

    def _form(
        self, request: HttpRequest, panel: ExpertPanel, form: PanelForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "panel": panel,
            "crumbs": pages.panel_crumbs(),
            "known": PANELS.in_force(),
        }
        return render(request, "experts/edit.html", context, status=status)


def _add(form: PanelForm, error: ValidationError) -> None:
    """Put what a service says under the fields it names."""
    if hasattr(error, "error_dict"):
        for name, problems in error.message_dict.items():
            form.add_error(name if name in form.fields else None, problems)
        return
    form.add_error(None, error.messages)


class PanelAct(RightRequired, View):
    """One step of a panel, by POST; what stands in the way is told on its page."""

    right: str | None = DECIDE

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Take the step."""
        panel, _seat = open_panel(request, pk)
        try:
            self.act(request, pk, number(request.POST.get("since", "")))
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return redirect(panel)
        messages.success(request, self.done())
        return redirect(panel)

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        raise NotImplementedError

    def done(self) -> str:
        """Say what was done."""
        raise NotImplementedError


class OpenPanel(PanelAct):
    """Open the scoring."""

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.open_panel(signed_in(request), pk, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The scoring is open; the experts declare their conflicts of interest first.")


class SeatExpert(PanelAct):
    """Add an expert."""

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        key = number(request.POST.get("expert", ""))
        person = next((one for one in selectors.possible_experts() if one.pk == key), None)
        if person is None:
            raise ValidationError(_("Choose an expert."))
        services.add_expert(signed_in(request), pk, person, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The expert was added.")


class StateConflict(PanelAct):
    """State a conflict of interest for an expert."""

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        seat, platform = (number(request.POST.get(name, "")) or 0 for name in ("seat", "platform"))
        reason = request.POST.get("reason", "")
        services.state_conflict(signed_in(request), pk, seat, platform, reason, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The conflict of interest is noted; a score given does not count any more.")


class EndFirst(PanelAct):
    """End the independent scoring; the chair may too."""

    right = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask for either right; whether the expert is the chair, the service asks."""
        if request.user.is_authenticated:
            require_one(request.user, (DECIDE, "evaluations.score"))
        return super().dispatch(request, *args, **kwargs)

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.end_first(signed_in(request), pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The independent scoring has ended; the discussion begins.")


class ClosePanel(PanelAct):
    """Close the panel and record its results."""

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.close(signed_in(request), pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The panel is closed; its results are recorded as figures.")


class DissolvePanel(PanelAct):
    """Give up the panel."""

    def act(self, request: HttpRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.dissolve(signed_in(request), pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The panel was dissolved.")


class PanelWorkbook(Reading):
    """Scores and results of a panel as Excel, for those who run or audit it."""

    rights = (DECIDE, DRAFTS)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Send the workbook."""
        panel, seat = open_panel(request, pk)
        if seat is not None:
            raise PermissionDenied(_("You sit on this panel; another person runs it."))
        table = tables.scores_table(Standing.of(panel))
        return send_file(request, table, f"{panel.code}.xlsx", about=Export("experts.export", panel))


class Sheet(Reading):
    """The score sheet of one expert: the own one, or for the bureau and auditors ``?seat=`` once scores are open."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the sheet."""
        panel, own = open_panel(request, pk)
        key = number(request.GET.get("seat", "")) or 0
        seat = own or panel.seats.select_related("expert__unit").filter(pk=key).first()
        if seat is None:
            raise Http404
        if own is None and panel.first_ended_at is None:
            raise PermissionDenied(_("Scores are sealed until the independent scoring has ended."))
        context = pages.sheet_page(signed_in(request), panel, seat, own=own is not None)
        return render(request, "experts/sheet.html", context)
