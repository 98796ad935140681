"""Texts of documents stand; of a version only the status changes."""

from keqiao.web.audit.guards import Guard, WriteOnce

GUARD = Guard(
    "rulebooks",
    "the text of a document and what a version was uploaded as are never changed",
    append_only=("rulebooks_documenttext",),
    write_once=(
        WriteOnce(
            "rulebooks_documentversion",
            ("kind", "version", "valid_from", "text_id", "source", "uploaded_by_id", "uploaded_at"),
        ),
    ),
)
