"""The room jobs: background work and the work of each day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Background jobs"),
    help={"": "find-your-way"},
    tasks={"jobs.file": "job_files.make"},
    provides={"site.file_makers": ["job_files.JOB_FILES"]},
    daily={"jobs.results": "results.remove_old_files", "jobs.queue": "recovery.forget_old_entries"},
    often={"jobs.leases": "recovery.recover"},
    acts={
        "jobs.cancel": _("cancel background job"),
    },
)
