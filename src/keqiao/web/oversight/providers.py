"""What other rooms show of this one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.oversight.lights import late
from keqiao.web.oversight.models import Task
from keqiao.web.procedures.declaration import ToDo


def late_tasks(user: Actor) -> list[ToDo]:
    """Return how many tasks that the user may see are late, with their list."""
    count = late(Task.objects.visible_to(user).with_due()).count()
    if not count:
        return []
    return [
        ToDo(_("Tasks late: %(count)d") % {"count": count}, f"{reverse('oversight:tasks')}?light=bad", "bad")
    ]
