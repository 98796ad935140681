"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.reports import (
    library_lists,
    library_pages,
    lists,
    pages,
    paper_pages,
    report_pages,
    template_pages,
    verification,
)

app_name = "reports"
urlpatterns = [
    path("studies/", lists.StudyList.as_view(), name="studies"),
    path("studies/new/", pages.new_study, name="new_study"),
    path("studies/questions/", lists.QuestionList.as_view(), name="questions"),
    path("studies/questions/<int:pk>/", pages.question_page, name="question"),
    path("studies/questions/<int:pk>/<slug:name>/", pages.question_step, name="question_step"),
    path("studies/<int:pk>/", pages.study_page, name="study"),
    path("studies/<int:pk>/edit/", pages.edit_study, name="edit_study"),
    path("studies/<int:pk>/visits/", pages.visit, name="visit"),
    path("studies/<int:pk>/ask/", pages.ask, name="ask"),
    path("studies/<int:pk>/draw-up/", pages.draw_up, name="draw_up"),
    path("reports/", lists.ReportList.as_view(), name="reports"),
    path("reports/coverage/", library_lists.StoryList.as_view(), name="coverage"),
    path("reports/coverage/new/", library_pages.new_story, name="new_story"),
    path("reports/coverage/<int:pk>/", library_pages.story_page, name="story"),
    path("reports/coverage/<int:pk>/<slug:name>/", library_pages.story_step, name="story_step"),
    path("reports/paragraphs/", library_lists.ParagraphList.as_view(), name="paragraphs"),
    path("reports/paragraphs/new/", library_pages.new_paragraph, name="new_paragraph"),
    path("reports/paragraphs/<int:pk>/", library_pages.paragraph_page, name="paragraph"),
    path("reports/paragraphs/<int:pk>/<slug:name>/", library_pages.paragraph_step, name="paragraph_step"),
    path("reports/verify/", verification.verify_page, name="verify"),
    path("reports/templates/", template_pages.templates_page, name="templates"),
    path("reports/templates/<slug:kind>/starter/", template_pages.starter, name="starter"),
    path(
        "reports/templates/<slug:kind>/<str:key>/sample/",
        template_pages.TemplateSample.as_view(),
        name="sample",
    ),
    path("reports/<int:pk>/", report_pages.report_page, name="report"),
    path("reports/<int:pk>/papers/", paper_pages.papers_page, name="papers"),
    path(
        "reports/<int:pk>/papers/<slug:kind>/<slug:file_format>/", paper_pages.Paper.as_view(), name="paper"
    ),
    path("reports/<int:pk>/check/", report_pages.check_report, name="check"),
    path("reports/<int:pk>/figures/", report_pages.claims_page, name="claims"),
    path("reports/<int:pk>/sections/<int:position>/", report_pages.section_page, name="section"),
    path("reports/<int:pk>/files/<slug:file_format>/", report_pages.ReportFile.as_view(), name="file"),
    path("reports/<int:pk>/<slug:name>/", report_pages.report_step, name="report_step"),
]
