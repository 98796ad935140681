"""The registers on a page as they were known at a moment: what was agreed to then and not any more stays hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from keqiao.web.registry.changes.as_of import as_known
from keqiao.web.registry.models import Person


@contextmanager
def shown_as_known(at: datetime | None) -> Iterator[None]:
    """Read the registers as they were known at ``at`` (None: now), names of persons by the consent of today.

    Who takes the consent back is not named by looking at the past (Personal Information Protection Law, article 15).
    """
    if at is None:
        yield
        return
    agreed = set(Person.objects.filter(consent_public=True).values_list("pk", flat=True))
    with as_known(at):
        then = set(Person.objects.filter(consent_public=True).values_list("pk", flat=True))
        taken_back = sorted(then - agreed)
        for start in range(0, len(taken_back), 500):
            Person.objects.filter(pk__in=taken_back[start : start + 500]).update(consent_public=False)
        yield
