"""Pages of panels: the list, a panel as its reader may see it, organising, the workbook, the score sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.experts import pages, selectors, services, tables
from keqiao.web.experts.documents import RULES
from keqiao.web.experts.forms import PanelForm
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.rights import DECIDE, DRAFTS, READING
from keqiao.web.procedures.responses import INVALID
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table

LARGEST_KEY = 2**63 - 1


class PanelView(RightRequired, View):
    """A page for those who run panels, audit them or sit on them."""

    opened_by: ClassVar[tuple[str, ...]] = READING

    def rights(self) -> tuple[str, ...]:
        """Any of these."""
        return self.opened_by


def open_panel(request: SignedInRequest, pk: int) -> tuple[ExpertPanel, PanelSeat | None]:
    """Return a panel and the reader's seat on it. Raises Http404 for a panel the reader may not see."""
    panel = selectors.visible_panels(request.user).filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if panel is None:
        raise Http404
    return panel, panel.seat_of(request.user)


def number(text: str) -> int | None:
    """Return a number sent by a form; None for what is none, or larger than a key can be."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


class PanelList(PanelView, ListView):
    """The panels that the reader may open; for an expert with what is to do."""

    template_name = "experts/panels.html"
    export, file_name = "experts.export_panels", "panels"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "state": ("state", "code"),
        "measure": ("measure__code", "period"),
        "period": ("period", "code"),
        "subjects": ("subject_count", "code"),
        "experts": ("seat_count", "code"),
        "due_on": "due_on",
    }

    @property
    def _sees_all(self) -> bool:
        return selectors.sees_all(self.request.user)

    def filters(self) -> list[Filter]:
        """Words, state, period."""
        periods = selectors.visible_panels(self.request.user).order_by("-period")
        years = dict.fromkeys(periods.values_list("period", flat=True))
        words = with_words("code", "title", "field", "measure__name", "measure__name_en")
        return [
            Filter("q", _("Number, title, field or measure"), kind="words", apply=words),
            Filter(
                "state",
                pgettext("panel", "State"),
                choices=in_words(ExpertPanel.State),
                apply=with_value("state"),
            ),
            Filter(
                "period", _("Period"), choices=[(year, year) for year in years], apply=with_value("period")
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ExpertPanel]:
        """The newest first; for an expert what is to be done before it."""
        panels, newest = selectors.listed_panels(self.request.user), ("-created_at", "-pk")
        return panels.order_by(
            *([] if self._sees_all else [selectors.work_first(self.request.user)]), *newest
        )

    def table(self, rows: Iterable[ExpertPanel]) -> Table:
        """Print them; number and title lead to the panel."""
        seats = selectors.own_seats(self.request.user)
        return tables.panels_table(rows, seats, for_expert=not self._sees_all)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Who the list is for."""
        return {"for_expert": not self._sees_all, "may_organise": self.request.user.has_right(DECIDE)}


class PanelPage(PanelView):
    """A panel: for an expert on it the work, for the bureau and auditors where it stands."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the page."""
        panel, seat = open_panel(request, pk)
        return show(request, panel, seat)


def show(
    request: SignedInRequest, panel: ExpertPanel, seat: PanelSeat | None, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer with the page of a panel as its reader sees it; ``more``: what was typed and why it is refused."""
    if seat is not None:
        context = pages.expert_page(request.user, panel, seat)
        return render(request, "experts/seat.html", context | more, status=status)
    return render(
        request, "experts/panel.html", pages.officer_page(request.user, panel) | more, status=status
    )


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
            return self._form(request, panel, form, INVALID)
        try:
            kept = services.prepare(
                request.user,
                form.filled(),
                form.chosen_subjects,
                form.chosen_experts,
                since=number(request.POST.get("edition", "")),
            )
        except ValidationError as error:
            now = open_panel(request, pk)[0] if pk is not None else None
            return self._form(request, panel, form, form.refuse(error, now))
        messages.success(request, _("The panel was kept: %(panel)s") % {"panel": kept})
        return redirect(kept)

    def _panel(self, request: SignedInRequest, pk: int | None) -> ExpertPanel:
        """Return the panel to be written: stored, new, or new and putting right another."""
        if pk is not None:
            panel, _seat = open_panel(request, pk)
            decision = PANELS.decide(request.user, panel, "edit")
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
            "known": RULES.in_force(),
        }
        return render(request, "experts/edit.html", context, status=status)


class PanelWorkbook(PanelView):
    """Scores and results of a panel as Excel, for those who run or audit it."""

    opened_by = (DECIDE, DRAFTS)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Send the workbook."""
        panel, seat = open_panel(request, pk)
        if seat is not None:
            raise PermissionDenied(_("You sit on this panel; another person runs it."))
        table = tables.scores_table(
            PanelScores.of(panel), named=selectors.sees_names(signed_in(request), panel)
        )
        return send_file(
            request, table, f"{panel.title}（{panel.code}）.xlsx", about=Export("experts.export", panel)
        )


class ScoreSheet(PanelView):
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
        if own is None and not selectors.sees_names(signed_in(request), panel):
            raise PermissionDenied(_("Who gave which score is open to the bureau once the panel has ended."))
        context = pages.sheet_page(signed_in(request), panel, seat, own=own is not None)
        return render(request, "experts/sheet.html", context)
