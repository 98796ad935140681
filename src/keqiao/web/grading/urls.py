"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.grading import views, views_consultation, views_objections
from keqiao.web.grading.dossier.views import Dossier

GRADING = "evaluations/gradings/<int:pk>/"
OBJECTION = f"{GRADING}objections/<int:objection>/"

app_name = "grading"
urlpatterns = [
    path("evaluations/gradings/", views.GradingList.as_view(), name="gradings"),
    path("evaluations/gradings/new/", views.NewGrading.as_view(), name="new"),
    path(GRADING, views.grading, name="grading"),
    path(f"{GRADING}material/", views.meeting_material, name="material"),
    path(f"{GRADING}consult/", views_consultation.Consultation.as_view(), name="consult"),
    path(f"{GRADING}publish/", views.publish, name="publish"),
    path(f"{GRADING}rebase/", views_consultation.NewGround.as_view(), name="rebase"),
    path(f"{GRADING}finish/", views.finish, name="finish"),
    path(f"{GRADING}withdraw/", views.withdraw, name="withdraw"),
    path(f"{GRADING}notice.docx", views.publicity_notice, name="notice"),
    path(f"{GRADING}final.docx", views.final_notice, name="final_notice"),
    path(f"{GRADING}dossier.zip", Dossier.as_view(), name="dossier"),
    path(f"{GRADING}object/", views_objections.Lodging.as_view(), name="object"),
    path(OBJECTION, views_objections.objection_page, name="objection"),
    path(f"{OBJECTION}withdraw/", views_objections.retract, name="objection_retract"),
    path(f"{OBJECTION}begin/", views_objections.begin, name="objection_begin"),
    path(f"{OBJECTION}findings/", views_objections.findings, name="objection_findings"),
    path(f"{OBJECTION}answer/", views_objections.answer, name="objection_answer"),
]
