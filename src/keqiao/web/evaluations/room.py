"""The room evaluations: schemes, runs and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Evaluation"),
    help={
        "": "evaluate-platforms",
        "try": "try-other-weights",
        "try_save": "try-other-weights",
    },
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
    ],
    tasks={
        "evaluations.run": "tasks.compute_run",
        "evaluations.draw": "tasks.draw_run",
        "evaluations.drivers": "tasks.find_drivers",
        "evaluations.recompute": "tasks.recompute_run",
    },
    often={"evaluations.forgotten": "orphans.queue_forgotten"},
    api={"/runs": "api.runs"},
    provides={
        "rulebooks.kinds": [
            "library.SCHEMES",
            "documents.UNCERTAINTY",
            "documents.COMPLETENESS",
            "documents.EFFICIENCY",
        ],
        "facts.uses": ["figure_usage.runs"],
        "facts.next_steps": ["figure_usage.new_run"],
        "returns.measure_lists": ["measure_lists.scheme_lists"],
        "experts.criteria": ["rated_measures.SCHEMES"],
        "notices.kinds": ["notifications.KINDS"],
    },
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
        "evaluations.export": _("export result of run"),
        "evaluations.export_scheme": _("take the text of a scheme"),
    },
)
