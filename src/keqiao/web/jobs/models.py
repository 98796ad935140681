"""A piece of background work as its owner sees it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.visibility import Visibility, of_user


class Job(models.Model):
    """Background work: waiting → running → done, failed or cancelled; waiting again where its worker is gone.

    Changed by ``services``, ``leases``, ``work`` and ``progress`` only.
    """

    visibility: ClassVar[Visibility] = Visibility(also=of_user("owner"), note="the own ones")

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="jobs"
    )
    kind = models.CharField(_("kind"), max_length=80)
    label = models.CharField(_("label"), max_length=240, blank=True)
    question = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    """What is asked, where the answer is stored; see :mod:`keqiao.web.jobs.results`."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, db_index=True)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    # An English sentence of ours and its values: it is translated when shown, the worker knows no reader's language.
    message_template = models.CharField(max_length=400, blank=True)
    message_values = models.JSONField(default=dict, blank=True)
    result_url = models.CharField(_("result"), max_length=400, blank=True)
    cancel_requested = models.BooleanField(_("cancel requested"), default=False)
    inputs = models.JSONField(default=dict, blank=True, editable=False)
    """What the work was started with."""
    worker = models.CharField(max_length=100, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    acted = models.BooleanField(default=False, editable=False)
    acted_at = models.CharField(max_length=400, blank=True, editable=False)
    """Whether an attempt has acted, and the address of what it acted on; see :mod:`keqiao.web.jobs.leases`."""
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="jobs_job_progress_at_most_100"
            )
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    def get_absolute_url(self) -> str:
        """The page that shows the progress."""
        return reverse("jobs:job", args=[self.uuid])

    @property
    def message(self) -> str:
        """The last message in the reader's language; the plain template if its values do not fit it."""
        if not self.message_template:
            return ""
        sentence = gettext(self.message_template)
        values: dict[str, Any] = self.message_values or {}
        try:
            return sentence % values if values else sentence
        except (KeyError, TypeError, ValueError):
            return sentence

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class StoredResult(models.Model):
    """What a heavy computation gave, under what was asked: the same question again is answered from here.

    It can be computed again at any time, so rows may be removed. ``file`` holds what is too large for a row.
    """

    kind = models.CharField(max_length=80)
    question = models.CharField(max_length=64, help_text="SHA-256 of the inputs")
    content = models.BinaryField(blank=True, default=b"")
    file = models.FileField(upload_to="results/%Y/%m/", max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is stored")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stored result")
        verbose_name_plural = _("stored results")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=("kind", "question"), name="jobs_one_answer_to_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.question[:12]}"


class DailyRun(models.Model):
    """That a day's work was begun, and when it came to its end; see ``jobs.daily``. Times are those of the last try."""

    name = models.CharField(max_length=80)
    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("work of a day")
        verbose_name_plural = _("works of days")
        ordering = ["-day", "name"]
        constraints = [models.UniqueConstraint(fields=("name", "day"), name="jobs_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class Heartbeat(models.Model):
    """When a part of the running system last said that it lives, by writing this row; see ``jobs.pulse``."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ["part"]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%Y-%m-%d %H:%M:%S}"
