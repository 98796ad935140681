"""Addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from keqiao.web.evaluations.deciding import views, views_meeting, views_objections

ONE = "evaluations/gradings/<int:pk>/"
OBJECTION = f"{ONE}objections/<int:objection>/"

urlpatterns: list[URLPattern] = [
    path("evaluations/gradings/", views.listing, name="decisions"),
    path("evaluations/gradings/new/", views.NewGrading.as_view(), name="decision_new"),
    path(ONE, views.grading, name="decision"),
    path(f"{ONE}material/", views.meeting_material, name="decision_material"),
    path(f"{ONE}consult/", views_meeting.Consultation.as_view(), name="decision_consult"),
    path(f"{ONE}publish/", views.publish, name="decision_publish"),
    path(f"{ONE}rebase/", views_meeting.NewGround.as_view(), name="decision_rebase"),
    path(f"{ONE}finish/", views.finish, name="decision_finish"),
    path(f"{ONE}withdraw/", views.withdraw, name="decision_withdraw"),
    path(f"{ONE}notice.docx", views.publicity_notice, name="decision_notice"),
    path(f"{ONE}final.docx", views.final_notice, name="decision_final_notice"),
    path(f"{ONE}object/", views_objections.Lodging.as_view(), name="objection_new"),
    path(OBJECTION, views_objections.objection_page, name="objection"),
    path(f"{OBJECTION}withdraw/", views_objections.retract, name="objection_retract"),
    path(f"{OBJECTION}begin/", views_objections.begin, name="objection_begin"),
    path(f"{OBJECTION}findings/", views_objections.findings, name="objection_findings"),
    path(f"{OBJECTION}answer/", views_objections.answer, name="objection_answer"),
]
