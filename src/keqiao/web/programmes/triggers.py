"""Texts of programmes and answers stand."""

from keqiao.web.audit.guards import Guard, WriteOnce

GUARD = Guard(
    "programmes",
    "the text of a programme and an answer that was given are never changed",
    append_only=("programmes_subjectanswer",),
    write_once=(
        WriteOnce(
            "programmes_programmeversion",
            (
                "code",
                "version",
                "issuer",
                "kind",
                "subjects",
                "valid_from",
                "valid_to",
                "yaml_text",
                "fingerprint",
                "uploaded_by_id",
                "uploaded_at",
            ),
        ),
    ),
)
