"""The sheet that explains how a workbook is filled in and what each figure means."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from keqiao.engine.workbooks.styles import Styles, clean, print_setup
from keqiao.web.registry.language import in_language
from keqiao.web.returns.models import Collection
from keqiao.web.returns.uploading.columns import heading


def write_instructions(sheet: Any, styles: Styles, collection: Collection, *, with_platforms: bool) -> None:
    """Write the instructions of the bureau, ours, and a row for each figure with its definition and evidence."""
    sheet.write_string(0, 0, clean(collection.title), styles["title"])
    lines = [line for line in collection.instructions.splitlines() if line.strip()][:60]
    if collection.ground:
        lines.insert(0, _("Ground: %(ground)s") % {"ground": collection.ground})
    lines += [
        _(
            "Write plain numbers in the unit of the row; money in 10k yuan (万元). Blank: no figure yet. 0: it is zero."
        ),
        _("Where there can be no figure, choose “yes” under “Not applicable” and say why in the note."),
        _(
            "Formulas may be used; their results are read. Do not rename or delete columns, do not merge cells."
        ),
        _("Upload the file on the page it came from. Nothing is written before you have seen every change."),
        _(
            "Errors come back in this workbook, in a last column that can be filtered; correct them, upload it again."
        ),
    ]
    if with_platforms:
        lines.append(_("Rows may be deleted: what is not in the file stays as it is."))
    for at, line in enumerate(lines, start=1):
        sheet.write_string(at, 0, clean(line))
    top = len(lines) + 2
    heads = (
        (heading("code"), 22),
        (heading("measure"), 32),
        (heading("unit"), 10),
        (_("Definition"), 60),
        (_("Evidence"), 34),
        (_("Regulation"), 40),
    )
    for place, (said, width) in enumerate(heads):
        sheet.write_string(top, place, said, styles["head"])
        sheet.set_column(place, place, width)
    items = collection.items.select_related("measure", "definition")
    for at, item in enumerate(items, start=top + 1):
        definition = item.definition
        texts = (
            item.measure.code,
            str(item.measure),
            item.measure.display_unit,
            definition.words,
            in_language(definition.evidence_kind, definition.evidence_kind_en),
            in_language(definition.regulation, definition.regulation_en),
        )
        for place, text in enumerate(texts):
            sheet.write_string(at, place, clean(text), styles["wrap"])
    sheet.protect("", {"format_columns": True, "format_rows": True})
    print_setup(sheet)
