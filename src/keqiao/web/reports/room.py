"""The room reports: from a study to a survey report whose figures are bound to facts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Survey reports"),
    rights=[
        Right("reports.view", _("see studies and survey reports"), "bureau_officer congress auditor leader"),
        Right("reports.write", _("keep studies, write and issue survey reports"), "congress"),
        Right(
            "reports.view_questions",
            _("see questions of studies"),
            "bureau_officer congress auditor leader platform_director talent_officer finance_officer",
        ),
        Right(
            "reports.answer",
            _("answer questions of studies for the own unit"),
            "bureau_officer platform_director talent_officer finance_officer",
        ),
        Right("reports.coverage", _("record media coverage"), "bureau_officer congress"),
        Right(
            "reports.paragraphs",
            _("propose paragraphs for reports and approve those of others"),
            "bureau_officer congress",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.OVERSIGHT,
            "/studies/",
            _("Studies and reports"),
            "reports.view",
            "studies",
            ("/reports/",),
        ),
        NavigationEntry(
            NavigationGroup.OVERSIGHT,
            "/studies/questions/",
            _("Questions of studies"),
            "reports.view_questions",
            "questions",
        ),
    ],
    api={"/reports": "api.reports"},
    help={
        "": "survey-reports",
        "templates": "word-templates",
        "starter": "word-templates",
        "sample": "word-templates",
        "papers": "briefs-and-profiles",
        "paper": "briefs-and-profiles",
        "coverage": "media-coverage-and-paragraphs",
        "story": "media-coverage-and-paragraphs",
        "new_story": "media-coverage-and-paragraphs",
        "paragraphs": "media-coverage-and-paragraphs",
        "paragraph": "media-coverage-and-paragraphs",
        "new_paragraph": "media-coverage-and-paragraphs",
    },
    provides={
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": [
            "procedure.QUESTIONS",
            "procedure.REPORTS",
            "library_procedures.STORIES",
            "library_procedures.LIBRARY",
        ],
        "rulebooks.kinds": [
            "documents.OUTLINE",
            "word_templates.BRIEF",
            "word_templates.PROFILE",
            "word_templates.NOTICE",
        ],
    },
    tasks={"reports.check": "readings.compute", "reports.issue": "issuing.issue"},
    daily={"reports.reminders": "services.remind"},
    acts={
        "reports.open_study": pgettext_lazy("audit", "open a study"),
        "reports.change_study": pgettext_lazy("audit", "change a study"),
        "reports.visit": pgettext_lazy("audit", "keep a visit of a study"),
        "reports.write": pgettext_lazy("audit", "write a section of a survey report"),
        "reports.export": pgettext_lazy("audit", "export studies or survey reports"),
    },
    demonstration="demonstration.add_reports",
)
