"""What was visited and asked stands, every text that a section had too; a report keeps its snapshot and periods."""

from keqiao.web.audit.guards import Guard, WriteOnce

GUARD = Guard(
    "reports",
    "what was visited, asked and written before is never changed; a report keeps its snapshot",
    append_only=(
        "reports_studyvisit",
        "reports_questionstep",
        "reports_reportstep",
        "reports_sectionedition",
        "reports_storystep",
        "reports_paragraphstep",
    ),
    write_once=(
        WriteOnce(
            "reports_mediastory",
            ("title", "story", "channel", "outlet", "on", "reach", "address", "platform_id"),
        ),
        WriteOnce("reports_approvedparagraph", ("code", "title", "text", "source")),
        WriteOnce("reports_studyquestion", ("study_id", "unit_id", "words", "due_on")),
        WriteOnce(
            "reports_surveyreport", ("code", "study_id", "snapshot_id", "flows_snapshot_id", "as_of", "year")
        ),
    ),
)
