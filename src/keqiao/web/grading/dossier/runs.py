"""The runs of a grading: what was asked, every table of the result, how sure it is, and the workbook that the
command ``keqiao evaluate`` reads to give the same totals.
"""

from __future__ import annotations

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.evaluations import downloads, frames, selectors
from keqiao.web.evaluations.models import Run, RunRobustness
from keqiao.web.grading.dossier.documents import DossierFile, sheet
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import BASIS, about_sheet, rows_of
from keqiao.web.grading.dossier.rules_and_figures import runs_of
from keqiao.web.grading.models import Grading
from keqiao.web.registry.language import in_language

DATA = "{run}/data-and-result.xlsx"
"""The workbook of a run, in the folder ``runs``."""

ABOUT = (
    "code",
    "title",
    "scheme",
    "snapshot",
    "periods",
    BASIS,
    "options",
    "seed",
    "digest",
    "input_digest",
    "engine_version",
    "created_by",
    "created_at",
    "finished_at",
    "warnings",
)
TOTALS = (
    "period",
    BASIS,
    "platform",
    "total",
    "rank",
    (gettext_lazy("Grade"), lambda row: in_language(row.grade_zh, row.grade_en)),
    "variant",
    "veto",
    "base",
    "adjustment",
)
TABLES: dict[str, str | Promise] = {
    "acceptability": gettext_lazy("how often each platform holds each rank"),
    "adjustments": gettext_lazy("points added and taken away"),
    "grades": gettext_lazy("how often each platform holds each grade"),
    "indicators": gettext_lazy("scores of every indicator"),
    "input": gettext_lazy("figures that were read"),
    "intervals": gettext_lazy("rank intervals"),
    "nodes": gettext_lazy("points of every indicator and branch"),
    "outcomes": gettext_lazy("outcomes over years"),
    "pairs": gettext_lazy("which platform stands before which"),
    "platforms": gettext_lazy("platforms as they were frozen"),
    "totals": gettext_lazy("totals, ranks and grades"),
    "weightings": gettext_lazy("weights"),
}
"""What the stored tables of a run are called, by the first word of their name."""
UNCERTAIN = ("seed", "draws", "factors", "declared", "digest", "engine_version", "made_by", "made_at")


def runs(_user: User, grading: Grading) -> Contribution:
    """Give every run that the grading stood on; an earlier one stays beside the one after an objection."""
    runs = runs_of(grading)
    return Contribution([document for run in runs for document in _documents(run)], objects=runs)


def _documents(run: Run) -> list[DossierFile]:
    made = [
        about_sheet(f"{run.code}/about.csv", _("About the run %(run)s") % {"run": run}, run, ABOUT),
        DossierFile(
            DATA.format(run=run.code),
            _("Data and result of the run %(run)s; keqiao evaluate computes it again from this file")
            % {"run": run.code},
            downloads.written(
                run,
                ".xlsx",
                str(run.created_by),
                made_at=run.finished_at,
            ),
        ),
        rows_of(
            f"{run.code}/totals.csv",
            _("Totals, ranks and grades of the run %(run)s") % {"run": run.code},
            run.totals.model,
            run.totals.select_related("platform").order_by("period", "basis", "rank", "platform__code"),
            TOTALS,
        ),
    ]
    for name, table in sorted(selectors.stored_frames(run).items()):
        known = str(TABLES.get(name.split("_")[0], name))
        title = _("Table “%(name)s” of the run %(run)s, as it is kept") % {"name": known, "run": run.code}
        made.append(_frame(f"{run.code}/tables/{name}.csv", title, table))
    stored = RunRobustness.objects.filter(run=run).first()
    if stored is not None:
        about = _("What was taken for uncertain in the run %(run)s") % {"run": run.code}
        made.append(about_sheet(f"{run.code}/robustness/about.csv", about, stored, UNCERTAIN))
        for name in ("intervals", "acceptability", "grades", "pairs"):
            title = _("How sure the run %(run)s is: %(name)s") % {"run": run.code, "name": TABLES[name]}
            table = frames.unpacked(getattr(stored, name))
            made.append(_frame(f"{run.code}/robustness/{name}.csv", title, table))
    return made


def _frame(path: str, title: str, table: pl.DataFrame) -> DossierFile:
    return sheet(path, title, table.columns, table.iter_rows())


RUNS = DossierPart("runs", runs, gettext_lazy("Runs"))
