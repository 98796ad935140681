"""Findings: problem by problem, one with its platforms and the rows behind, over periods; making a diagnosis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.engine.diagnostics import DiagnosticRule
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Basis
from keqiao.web.jobs import services as jobs
from keqiao.web.oversight import findings, selectors
from keqiao.web.oversight.forms import DiagnoseForm
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine
from keqiao.web.oversight.rights import DIAGNOSE, FINDINGS
from keqiao.web.oversight.services import diagnoses
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.models import Organisation, Platform
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


def crumbs(diagnosis: Diagnosis | None = None) -> list[tuple[str, str]]:
    """Return the way to a page of findings."""
    way = [(pgettext("diagnosis", "Findings"), reverse("oversight:findings"))]
    return way if diagnosis is None else [*way, (diagnosis.code, diagnosis.get_absolute_url())]


@require_safe
@right_required(FINDINGS)
def newest(request: SignedInRequest) -> HttpResponse:
    """The findings of the latest period that was diagnosed."""
    diagnosis = selectors.newest(request.user)
    if diagnosis is None:
        context = {"may_diagnose": request.user.has_right(DIAGNOSE)}
        return render(request, "oversight/no_findings.html", context)
    return _page(request, diagnosis)


@require_safe
@right_required(FINDINGS)
def diagnosis_view(request: SignedInRequest, code: str) -> HttpResponse:
    """The findings of one diagnosis."""
    return _page(request, selectors.diagnosis_of(request.user, code))


def _page(request: SignedInRequest, diagnosis: Diagnosis) -> HttpResponse:
    rules = selectors.rules_of(diagnosis)
    if request.GET.get("format") == "xlsx":
        table = findings.summary_table(
            pgettext("diagnosis", "Findings"), rules, diagnosis.city, diagnosis.period
        )
        return send_file(
            request, table, f"findings-{diagnosis.code}.xlsx", about=Export("oversight.export", diagnosis)
        )
    history = selectors.by_period(request.user)
    context = {
        "diagnosis": diagnosis,
        "problems": [
            (problem, findings.problem_table(problem, f"problem-{number}"))
            for number, problem in enumerate(findings.problems(rules, diagnosis.city, diagnosis), 1)
        ],
        "rules_source": words(rules.source),
        "history": findings.history_table(history) if len(history) > 1 else None,
        "may_diagnose": request.user.has_right(DIAGNOSE),
        "crumbs": crumbs(),
    }
    return render(request, "oversight/findings.html", context)


class FindingView(ListView):
    """One finding: the platforms it concerns, what each shows, and the figures behind with their rows."""

    right = FINDINGS
    template_name = "oversight/finding.html"
    export = "oversight.export"
    orders: ClassVar = {
        "code": "platform__code",
        "platform": "platform__short_name",
        "value": "value",
        "light": "light",
        "legal_form": "platform__organisation__legal_form",
    }

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """That of the address. Raises Http404."""
        return selectors.diagnosis_of(self.request.user, self.kwargs["code"])

    @cached_property
    def rule(self) -> DiagnosticRule:
        """That of the address. Raises Http404."""
        rule = selectors.rules_of(self.diagnosis).rule(self.kwargs["rule"])
        if rule is None:
            raise Http404
        return rule

    @property
    def file_name(self) -> str:  # type: ignore[override]
        """Named after both."""
        return f"finding-{self.diagnosis.code}-{self.rule.code}"

    def exported_object(self) -> Diagnosis:
        """The diagnosis."""
        return self.diagnosis

    def filters(self) -> list[Filter]:
        """Light, legal form (事业性质), type, words."""
        lights = [
            ("bad", pgettext("light", "alarm")),
            ("watch", _("attention")),
            ("good", _("normal")),
            ("none", _("cannot be judged")),
        ]
        names = ("platform__code", "platform__short_name", "platform__short_name_en")
        return [
            Filter("q", _("Platform"), kind="words", apply=with_words(*names)),
            Filter("light", _("Light"), choices=lights, apply=with_value("light")),
            Filter(
                "legal_form",
                _("Legal form"),
                choices=in_words(Organisation.LegalForm),
                apply=with_value("platform__organisation__legal_form"),
            ),
            Filter("type", _("Type"), choices=in_words(Platform.Type), apply=with_value("platform__type")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[DiagnosisLine]:
        """What the rule says of each platform."""
        return selectors.lines_of(self.diagnosis, self.rule.code)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return findings.platforms_table(self.diagnosis, self.rule, rows)

    def context(self, wanted: ListPage, page: Page[DiagnosisLine]) -> dict[str, Any]:
        """The rule in words, and the light of the city."""
        rules = selectors.rules_of(self.diagnosis)
        rule = self.rule
        of_city = self.diagnosis.city.get(rule.code, {})
        return {
            "diagnosis": self.diagnosis,
            "rule": rule,
            "problem": words(rules.group_of(rule).name),
            "finding": findings.rule_finding(rules, rule, of_city, self.diagnosis),
            "bands": [(band.light, str(band.stretch), words(band.words)) for band in rule.bands],
            "missing": (rule.missing, words(rule.missing_words)) if rule.missing != "none" else None,
            "evidence": words(rule.evidence),
            "crumbs": crumbs(self.diagnosis),
        }


class DiagnosisList(ListView):
    """All diagnoses, the newest first."""

    right = FINDINGS
    template_name = "oversight/diagnoses.html"
    export, file_name = "oversight.export", "diagnoses"
    orders: ClassVar = {"code": "code", "period": "period", "platforms": "platforms", "made_at": "made_at"}

    def filters(self) -> list[Filter]:
        """Period and basis."""
        periods = (
            selectors.diagnoses_for(self.request.user).order_by("-period").values_list("period", flat=True)
        )
        return [
            Filter(
                "period",
                _("Period"),
                choices=[(period, period) for period in periods.distinct()],
                apply=with_value("period"),
            ),
            Filter("basis", pgettext("figure", "Basis"), choices=in_words(Basis), apply=with_value("basis")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Diagnosis]:
        """The diagnoses."""
        return selectors.diagnoses_for(self.request.user)

    def table(self, rows: Iterable[Diagnosis]) -> Table:
        """Print them."""
        columns = [
            Column("code", _("Diagnosis")),
            Column("period", _("Period")),
            Column("basis", pgettext("figure", "Basis")),
            Column("snapshot", _("Snapshot")),
            Column("rules", _("Version of the rules")),
            Column("platforms", _("Platforms"), "number"),
            Column("made_by", pgettext("diagnosis", "Made by")),
            Column("made_at", pgettext("diagnosis", "Made at"), "date"),
        ]
        printed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "period": row.period,
                "basis": row.get_basis_display(),
                "snapshot": Cell(row.snapshot.code, url=row.snapshot.get_absolute_url()),
                "rules": next(iter(row.documents.values()), "")[:12],
                "platforms": row.platforms,
                "made_by": str(row.made_by or ""),
                "made_at": row.made_at,
            }
            for row in rows
        ]
        return Table(_("Diagnoses"), columns, printed, name="diagnoses")

    def context(self, wanted: ListPage, page: Page[Diagnosis]) -> dict[str, Any]:
        """Whether the reader makes them."""
        return {"crumbs": crumbs(), "may_diagnose": self.request.user.has_right(DIAGNOSE)}


@require_http_methods(["GET", "POST"])
@right_required(DIAGNOSE)
def diagnose(request: SignedInRequest) -> HttpResponse:
    """Make a diagnosis; of a very large city in the background."""
    form = DiagnoseForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        fields = form.cleaned_data
        snapshot, period, basis = fields["snapshot"], fields["period"], fields["basis"]
        if diagnoses.is_large(snapshot):
            label = f"{_('Diagnosis')} {snapshot.code} {period}"
            wanted = {"snapshot": snapshot.pk, "period": period, "basis": basis}
            return redirect(jobs.start(request.user, "oversight.diagnose", label, **wanted))
        try:
            return redirect(diagnoses.make(request.user, snapshot, period, basis))
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "oversight/diagnose.html", context, status=INVALID if form.errors else 200)
