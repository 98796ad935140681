"""The room evaluations: schemes, runs, results, and what is decided from them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Evaluation"),
    rights=[
        Right(
            "evaluations.view",
            _("see evaluation results"),
            "bureau_officer platform_director platform_clerk broker congress auditor finance_officer leader",
        ),
        Right("evaluations.run", _("run evaluations"), "bureau_officer"),
        Right("evaluations.view_drafts", _("see unpublished evaluation results"), "bureau_officer auditor"),
        Right("evaluations.score", _("score platforms as an expert"), "expert"),
        Right("evaluations.decide", _("organise panels, publish and decide grades"), "bureau_officer"),
        Right("evaluations.appeal", _("object to a grade and ask for fault tolerance"), "platform_director"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.EVALUATION, "/evaluations/", _("Evaluation"), "evaluations.view", "evaluations"
        ),
        NavigationEntry(
            NavigationGroup.EVALUATION,
            "/evaluations/panels/",
            _("Experts' panels"),
            "evaluations.score",
            "users",
        ),
    ],
    tasks={"evaluations.run": "tasks.compute_run", "evaluations.draw": "tasks.draw_run"},
    often={"evaluations.forgotten": "orphans.queue_forgotten"},
    provides={"facts.uses": ["uses.runs"], "returns.measure_lists": ["asked.scheme_lists"]},
    acts={
        "evaluations.add_scheme": _("add scheme version"),
        "evaluations.scheme_status": _("change status of scheme"),
        "evaluations.scheme_propose": _("propose status of scheme"),
        "evaluations.scheme_refuse": _("refuse proposed status of scheme"),
        "evaluations.scheme_withdraw": _("take back proposed status of scheme"),
        "evaluations.release_run": _("release evaluation run"),
        "evaluations.start_run": _("start evaluation run"),
        "evaluations.resume_run": _("compute waiting evaluation run"),
        "evaluations.remove_run": _("remove evaluation run without result"),
        "evaluations.finish_run": _("finish evaluation run"),
        "evaluations.run_failed": _("evaluation run failed"),
        "evaluations.run_cancelled": _("evaluation run stopped"),
        "evaluations.recompute": _("recompute evaluation run"),
        "evaluations.draw": _("compute rank intervals"),
        "evaluations.panel_prepare": _("prepare experts' panel"),
        "evaluations.panel_open": _("open scoring of experts' panel"),
        "evaluations.panel_seat": _("add expert to panel"),
        "evaluations.panel_state_conflict": _("state conflict of interest of expert"),
        "evaluations.panel_declare": _("declare conflicts of interest"),
        "evaluations.panel_score": _("score on experts' panel"),
        "evaluations.panel_revise": _("score on experts' panel after discussion"),
        "evaluations.panel_end_first": _("end independent scoring of experts' panel"),
        "evaluations.panel_close": _("close experts' panel"),
        "evaluations.panel_dissolve": _("dissolve experts' panel"),
        "evaluations.take_dossier": _("take the dossier of a grading"),
        "evaluations.grading_prepare": _("begin grading"),
        "evaluations.grading_consult": _("record consultation of grading"),
        "evaluations.grading_publish": _("begin publicity of grades"),
        "evaluations.grading_object": _("lodge objection"),
        "evaluations.grading_retract": _("withdraw objection"),
        "evaluations.grading_begin_recheck": _("begin re-check of objection"),
        "evaluations.grading_record_findings": _("record findings of re-check"),
        "evaluations.grading_uphold": _("uphold objection"),
        "evaluations.grading_dismiss": _("dismiss objection"),
        "evaluations.grading_rebase": _("take new run as ground of grading"),
        "evaluations.grading_finish": _("decide final grades"),
        "evaluations.grading_withdraw": _("withdraw grading"),
        "evaluations.export": _("export result of run"),
        "evaluations.export_scheme": _("take the text of a scheme"),
        "evaluations.export_panel": _("export scores of panel"),
        "evaluations.export_notice": _("take notice of grades"),
        "evaluations.tolerance_open": _("open case of fault tolerance"),
        "evaluations.tolerance_edit": _("change case of fault tolerance"),
        "evaluations.tolerance_apply": _("apply for fault tolerance"),
        "evaluations.tolerance_withdraw": _("withdraw case of fault tolerance"),
        "evaluations.tolerance_send_back": _("send back case of fault tolerance"),
        "evaluations.tolerance_check": _("find facts of case of fault tolerance"),
        "evaluations.tolerance_accept": _("accept case of fault tolerance"),
        "evaluations.tolerance_refuse": _("refuse case of fault tolerance"),
        "evaluations.tolerance_learn": _("note what is learned from case"),
        "evaluations.tolerance_export": _("export cases of fault tolerance"),
    },
)
