"""Tables of the room: programmes with how many they fit, and results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from keqiao.engine.eligibility import change_words
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import ProgrammeResult, ResultState
from keqiao.web.site.tables import Cell, Column, Light, Table

LIGHTS: dict[str, Light] = {
    ResultState.MET: "good",
    ResultState.NEAR: "watch",
    ResultState.UNKNOWN: "none",
    ResultState.MISSED: "bad",
}


def light_of(state: str) -> Light:
    """Return the light of a result."""
    return LIGHTS[state]


def least_change(row: ProgrammeResult, language: str) -> str:
    """Return the least single change that is enough, such as 研发费用 98 → 100 万元 (+2)."""
    measures = {measure.code: measure for measure in programme_of(row.version).measures}
    measure = measures.get(row.change)
    if measure is None or row.now is None or row.then is None:
        return ""
    return change_words(measure, row.now, row.then, "zh" if language.startswith("zh") else "en")


def programmes_table(rows: Iterable[Any], *, counted: bool) -> Table:
    """Return programmes; ``counted``: with how many subjects each fits."""
    columns = [
        Column("name", pgettext("programme", "Programme")),
        Column("issuer", pgettext("programme", "Issued by")),
        Column("kind", pgettext("programme", "Kind")),
        Column("subjects", _("Who may apply")),
        Column("valid_from", _("Valid from"), "date"),
        Column("valid_to", _("Valid to"), "date"),
    ]
    if counted:
        columns += [Column(state.value, str(state.label), "number") for state in ResultState]
    return Table(
        _("Programmes"), columns, [_programme(row, counted) for row in rows], name="programmes", stacked=True
    )


def _programme(version: Any, counted: bool) -> dict[str, Any]:
    row = {
        "name": Cell(str(version), url=version.get_absolute_url()),
        "issuer": version.issued_by,
        "kind": version.get_kind_display(),
        "subjects": version.get_subjects_display(),
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
    }
    if counted:
        results = f"{reverse('programmes:results')}?programme={version.pk}&state="
        for state in ResultState:
            row[state.value] = Cell(getattr(version, f"count_{state.value}"), url=f"{results}{state.value}")
    return row


def results_table(rows: Iterable[ProgrammeResult]) -> Table:
    """Return results with what would be enough."""
    language = get_language() or "zh"
    columns = [
        Column("subject", _("Firm or platform")),
        Column("programme", pgettext("programme", "Programme")),
        Column("state", pgettext("programme", "Result")),
        Column("missed", _("Conditions not met"), "number"),
        Column("unknown", _("Figures missing"), "number"),
        Column("change", _("Least change that is enough")),
        Column("share", _("Share of the figure"), "percent"),
        Column("settling", _("One answer may settle it")),
        Column("benefit", _("Benefit"), "money", unit="万元"),
    ]
    listed = [
        {
            "subject": Cell(str(row.organisation), url=row.get_absolute_url()),
            "programme": Cell(str(row.version), url=row.version.get_absolute_url()),
            "state": Cell(row.state, text=row.get_state_display(), light=light_of(row.state)),
            "missed": row.missed,
            "unknown": row.unknown,
            "change": least_change(row, language),
            "share": row.share,
            "settling": settling_words(row, language),
            "benefit": row.benefit,
        }
        for row in rows
    ]
    return Table(_("Whom programmes fit"), columns, listed, name="results", stacked=True)


def settling_words(row: ProgrammeResult, language: str) -> str:
    """Return the figure of which one value alone makes the subject eligible."""
    measures = {measure.code: measure for measure in programme_of(row.version).measures}
    measure = measures.get(row.settling)
    return row.settling if measure is None else measure.name.in_language(language)
