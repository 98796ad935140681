"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.grading import views, views_meeting, views_objections
from keqiao.web.grading.dossier.views import Dossier

ONE = "evaluations/gradings/<int:pk>/"
OBJECTION = f"{ONE}objections/<int:objection>/"

app_name = "grading"
urlpatterns = [
    path("evaluations/gradings/", views.GradingList.as_view(), name="gradings"),
    path("evaluations/gradings/new/", views.NewGrading.as_view(), name="new"),
    path(ONE, views.grading, name="grading"),
    path(f"{ONE}material/", views.meeting_material, name="material"),
    path(f"{ONE}consult/", views_meeting.Consultation.as_view(), name="consult"),
    path(f"{ONE}publish/", views.publish, name="publish"),
    path(f"{ONE}rebase/", views_meeting.NewGround.as_view(), name="rebase"),
    path(f"{ONE}finish/", views.finish, name="finish"),
    path(f"{ONE}withdraw/", views.withdraw, name="withdraw"),
    path(f"{ONE}notice.docx", views.publicity_notice, name="notice"),
    path(f"{ONE}final.docx", views.final_notice, name="final_notice"),
    path(f"{ONE}dossier.zip", Dossier.as_view(), name="dossier"),
    path(f"{ONE}object/", views_objections.Lodging.as_view(), name="object"),
    path(OBJECTION, views_objections.objection_page, name="objection"),
    path(f"{OBJECTION}withdraw/", views_objections.retract, name="objection_retract"),
    path(f"{OBJECTION}begin/", views_objections.begin, name="objection_begin"),
    path(f"{OBJECTION}findings/", views_objections.findings, name="objection_findings"),
    path(f"{OBJECTION}answer/", views_objections.answer, name="objection_answer"),
]
