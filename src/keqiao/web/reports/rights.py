"""Rights of the room."""

VIEW, WRITE = "reports.view", "reports.write"
QUESTIONS, ANSWER = "reports.view_questions", "reports.answer"
COVERAGE, PARAGRAPHS = "reports.coverage", "reports.paragraphs"
