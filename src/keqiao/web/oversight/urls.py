"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from keqiao.web.oversight.views import findings, tasks, trial

app_name = "oversight"
urlpatterns = [
    path("findings/", findings.newest, name="findings"),
    path("findings/all/", findings.DiagnosisList.as_view(), name="diagnoses"),
    path("findings/new/", findings.diagnose, name="diagnose"),
    path("findings/rules/", trial.try_rules, name="try"),
    path("findings/<slug:code>/", findings.diagnosis_view, name="diagnosis"),
    path("findings/<slug:code>/<slug:rule>/", findings.FindingView.as_view(), name="finding"),
    path("tasks/", tasks.TaskList.as_view(), name="tasks"),
    path("tasks/<int:pk>/", tasks.task_view, name="task"),
    path("tasks/<int:pk>/<slug:name>/", tasks.step, name="step"),
    path("recommendations/", tasks.RecommendationList.as_view(), name="recommendations"),
    path("recommendations/new/", tasks.recommend, name="recommend"),
    path("recommendations/<int:pk>/", tasks.recommendation_view, name="recommendation"),
]
