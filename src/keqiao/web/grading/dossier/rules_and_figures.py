"""What the grades rest on: the indicator system as it was signed, the frozen figures, the evidence behind them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.panels import MeasureQuery, periods_read
from keqiao.web.facts.models import Evidence, Snapshot, SnapshotFigure
from keqiao.web.facts.services.snapshots import frozen_text
from keqiao.web.grading.dossier.documents import DossierFile, sheet
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import about_sheet, as_json, heading
from keqiao.web.grading.models import Grading

SNAPSHOT = (
    "code",
    "title",
    "as_of",
    "periods",
    "known_at",
    "created_by",
    "created_at",
    "sha256",
    "row_count",
)


def runs_of(grading: Grading) -> list[Run]:
    """Return every run that the grading stood on, oldest first: those of its steps and the one it stands on."""
    keys = {grading.run_id, *grading.steps.values_list("run_id", flat=True)}
    return list(Run.objects.filter(pk__in=keys).select_related("snapshot", "scheme").order_by("pk"))


def rules(_user: User, grading: Grading) -> Contribution:
    """Give the text of every scheme version that a run of the grading used; its hash is the fingerprint."""
    versions = sorted({run.scheme for run in runs_of(grading)}, key=lambda one_: one_.pk)
    documents = []
    for version in versions:
        name = f"{version.pk}"
        documents += [
            DossierFile(
                f"{name}.yaml",
                _("Indicator system %(name)s; the SHA-256 of this file is its fingerprint")
                % {"name": version},
                version.yaml_text.encode(),
            ),
            about_sheet(
                f"{name}.csv",
                _("About the indicator system %(name)s") % {"name": version},
                version,
                (
                    "code",
                    "version",
                    "name_zh",
                    "fingerprint",
                    "status",
                    "source",
                    "uploaded_by",
                    "uploaded_at",
                ),
            ),
        ]
    return Contribution(documents, objects=versions)


def figures(_user: User, grading: Grading) -> Contribution:
    """Give the frozen figures twice: for reading, and as the text whose hash is the snapshot's."""
    runs = runs_of(grading)
    snapshots = sorted({run.snapshot for run in runs}, key=lambda one_: one_.pk)
    documents: list[DossierFile] = []
    for snapshot in snapshots:
        about = {"name": snapshot}
        documents += [
            about_sheet(
                f"{snapshot.code}.csv",
                _("About the snapshot %(name)s") % about,
                snapshot,
                SNAPSHOT,
            ),
            sheet(
                f"{snapshot.code}-figures.csv",
                _("Figures of the snapshot %(name)s") % about,
                [
                    _("Platform"),
                    heading(SnapshotFigure, "measure"),
                    _("Name"),
                    _("Definition"),
                    _("Period"),
                    _("Basis"),
                    _("Value"),
                    _("Unit"),
                    heading(SnapshotFigure, "fact"),
                    _("Register"),
                    _("Rows of the register"),
                ],
                _lines(snapshot),
            ),
            DossierFile(
                f"{snapshot.code}.txt",
                _("The same figures as they were hashed; the SHA-256 of this file is that of the snapshot"),
                frozen_text(snapshot).encode(),
            ),
        ]
    evidence = list(_behind(runs))
    documents.append(_links(runs))
    return Contribution(documents, evidence, snapshots)


def _lines(snapshot: Snapshot) -> Iterator[tuple[object, ...]]:
    rows = SnapshotFigure.objects.filter(snapshot=snapshot).select_related(
        "platform", "measure", "definition"
    )
    for row in rows.order_by("platform__code", "measure__code", "period", "basis"):
        yield (
            row.platform.code if row.platform else "",
            row.measure.code,
            str(row.measure),
            row.definition.version,
            row.period,
            row.get_basis_display(),
            row.value,
            row.measure.unit,
            row.fact_id,
            row.row_model,
            as_json(row.row_ids) if row.row_ids else "",
        )


def _read(run: Run) -> dict[str, list[str]]:
    """What of its snapshot a run read."""
    scheme = computation.scheme_of(run.scheme)
    return {
        "measure__code__in": list(MeasureQuery.by(scheme).measures),
        "period__in": periods_read(scheme, run.periods, run.snapshot.periods),
    }


def _behind(runs: list[Run]) -> Iterator[Evidence]:
    """The files behind the figures that the runs read, by hash."""
    files: dict[str, Evidence] = {}
    for run in runs:
        rows = SnapshotFigure.objects.filter(snapshot=run.snapshot, fact__isnull=False, **_read(run))
        for evidence in Evidence.objects.filter(facts__in=rows.values("fact")).distinct():
            files[evidence.sha256] = evidence
    return (files[key] for key in sorted(files))


def _links(runs: list[Run]) -> DossierFile:
    """Which figure rests on which file."""
    lines: set[tuple[object, ...]] = set()
    for run in runs:
        rows = SnapshotFigure.objects.filter(
            snapshot=run.snapshot, fact__evidence__isnull=False, **_read(run)
        )
        lines |= set(
            rows.values_list(
                "snapshot__code",
                "platform__code",
                "measure__code",
                "period",
                "basis",
                "fact_id",
                "fact__evidence__sha256",
            )
        )
    heads = [
        _("Snapshot"),
        _("Platform"),
        heading(SnapshotFigure, "measure"),
        _("Period"),
        _("Basis"),
        heading(SnapshotFigure, "fact"),
        _("SHA-256 of the file"),
    ]
    ordered = sorted(lines, key=lambda line: [str(part) for part in line])
    return sheet("evidence-of-figures.csv", _("Which figure rests on which file"), heads, ordered)


RULES = DossierPart("scheme", rules, gettext_lazy("Indicator systems"))
FIGURES = DossierPart("snapshot", figures, gettext_lazy("Figures"))
