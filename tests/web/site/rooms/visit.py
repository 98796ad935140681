"""Run by the test in a process of its own, because a room is added before anything starts: says what came of it."""

import json

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from keqiao.web.accounts.handover import open_work  # noqa: E402
from keqiao.web.accounts.models import User  # noqa: E402
from keqiao.web.accounts.rights import RIGHTS  # noqa: E402
from keqiao.web.accounts.roles import ensure_roles  # noqa: E402
from keqiao.web.audit.actions import grouped, in_words  # noqa: E402
from keqiao.web.jobs.daily import every_day  # noqa: E402
from keqiao.web.site.navigation import sections  # noqa: E402
from keqiao.web.site.rooms import rooms  # noqa: E402

roles = ensure_roles()
people = {}
for code in ("bureau_officer", "auditor", "leader"):
    people[code] = User.objects.create_user(code, password="a long enough secret 7", display_name=code)
    people[code].roles.set([roles[code]])


def answer(user: User) -> int:
    """The status of the page of the room for a user."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("guests:book")).status_code


with translation.override("en"):
    navigation = {
        code: [
            str(item.label)
            for section in sections(user, "/guests/")
            for item in section.items
            if item.current
        ]
        for code, user in people.items()
    }
    print(
        json.dumps(
            {
                "right": str(RIGHTS["guests.view"]),
                "holders": sorted(code for code, role in roles.items() if "guests.view" in role.rights),
                "navigation": navigation,
                "group": [str(one.heading) for one in sections(people["auditor"], "/guests/") if one.current],
                "answers": {code: answer(user) for code, user in people.items()},
                "permissions": rooms()[-1].access,
                "act": in_words("guests.welcome"),
                "acts": [
                    group for group, codes in grouped() if ("guests.welcome", "welcome a guest") in codes
                ],
                "daily": "guests.farewell" in every_day(),
                "open_work": [work.title for work in open_work(people["leader"])],
            }
        )
    )
