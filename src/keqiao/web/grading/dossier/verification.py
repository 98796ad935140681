"""How to check a dossier by hand: the hashes, the snapshot, the computation, the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from keqiao.web.evaluations.models import Run
from keqiao.web.grading.dossier.documents import DossierFile, text
from keqiao.web.grading.dossier.rules_and_figures import runs_of
from keqiao.web.grading.dossier.runs import DATA
from keqiao.web.grading.models import Grading
from keqiao.web.site.punctuation import listed

PATH = "how-to-verify.txt"


def instructions(grading: Grading, documents: Sequence[DossierFile]) -> DossierFile:
    """Return the steps, with the commands for the files that are enclosed."""
    held = {document.path for document in documents}
    steps = [
        _(
            "Each file: its SHA-256 (sha256sum FILE, or certutil -hashfile FILE SHA256 under Windows) is the one that "
            "contents.csv and manifest.json give. Whoever took the dossier is in the audit log with the time."
        ),
        _(
            "Indicator system: the SHA-256 of scheme/….yaml is the fingerprint that the run and the audit log name."
        ),
        _(
            "Figures: the SHA-256 of snapshot/….txt is that of the snapshot; the audit log has it from the day of "
            "freezing."
        ),
        _(
            "Computation: with Keqiao %(version)s the commands below give the totals, ranks and grades of "
            "runs/…/totals.csv; the digest in the workbook is that of the result."
        )
        % {"version": listed(sorted({run.engine_version for run in runs_of(grading)}))},
        _(
            "The program: “pip install keqiao” in Python 3.11 or newer, or the package that the bureau hands out; "
            "it needs no network and no access to this system."
        ),
        *(f"    {command(run)}" for run in runs_of(grading)),
        _("Evidence: evidence.csv lists each file with the SHA-256 that it was stored under."),
    ]
    if "audit/entries.jsonl" in held:
        steps.append(
            _(
                "Audit log: in audit/entries.jsonl the SHA-256 of a line without its hash (keys sorted, no blanks) is "
                "its hash; the entry with the next number names it as the hash before. This command verifies the file:"
            )
            + " keqiao manage verify_audit --file audit/entries.jsonl"
        )
    else:
        steps.append(_("Audit log: the auditors' dossier holds the entries whole, with what is hashed."))
    numbered, place = [], 0
    for step in steps:
        place += not step.startswith(" ")
        numbered.append(step if step.startswith(" ") else f"{place}. {step}")
    title = _("How this dossier is verified")
    return text(PATH, title, "\n".join([title, "", *numbered, ""]))


def command(run: Run) -> str:
    """Return the command that evaluates the enclosed data of a run again."""
    data = "runs/" + DATA.format(run=run.code)
    return f"keqiao evaluate scheme/{run.scheme_id}.yaml --data {data} --basis {run.basis} -o {run.code}.xlsx"
