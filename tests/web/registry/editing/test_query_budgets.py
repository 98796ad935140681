"""Every list asks the database as often with a thousand rows as with ten."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.registry.city import reference, side
from tests.web.registry.crowd import crowd

from keqiao.web.imports.services import plan_paste
from keqiao.web.registry import models as m
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.models import Change, ChangeSet
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.views import PROFILE

# A new database without statistics joins a thousand rows by nested loops, which takes PostgreSQL minutes here.
FEW, MANY = 10, 1000
MOST = 45
"""No page asks the registers more often than this, whatever it holds."""


def asked_of(client, address):
    """What a page asks of the registers; keeping the session alive is none of it."""
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address)
    assert answer.status_code == 200, address
    asked = [query["sql"] for query in made.captured_queries]
    return [sql for sql in asked if '"registry_' in sql or '"accounts_unit"' in sql]


def asked_sets(user, count):
    """Sets of changes, and one with as many changes as ``count``."""
    made = ChangeSet.objects.bulk_create(
        ChangeSet(by=user, kind="edit", register="patents", reason=f"原因{n}", created=1, digest="0" * 64)
        for n in range(count)
    )
    patents = list(m.Patent.objects.order_by("pk")[:count])
    Change.objects.bulk_create(
        Change(
            change_set=made[0],
            at=timezone.now(),
            model=m.Patent._meta.label,
            row=row.pk,
            row_name=str(row),
            action="changed",
            before={"title": "旧"},
            after={"title": row.title},
        )
        for row in patents
    )
    return made[0]


OF_KINDS = {"/reminders/": 6}
"""A page of what comes due asks once for each kind of thing that stands on it: so many kinds there are."""


def test_lists_ask_as_often_with_a_thousand_rows_as_with_ten(roles, officer_client, client_of):
    common = reference()
    one = side(0, common)
    pattern = common | one.rows
    assert set(pattern) == set(records())
    lists = [f"/registers/{key}/" for key in REGISTERS]
    lists += ["/registers/", "/changes/", "/platforms/", "/reminders/", "/registers/patents/choices/?q=x"]
    more = [f"/platforms/{one.rows[m.Platform].code}/{key}/" for key in PROFILE]
    for key, register in REGISTERS.items():
        every = "&".join(f"column={name}" for name in register.fields)
        more.append(f"/registers/{key}/?format=xlsx&{every}")
        more.append(f"/registers/{key}/?q=x&sort=source&{every}")
        more.append(f"/api/v1/registers/{key}/")
        more.append(f"/registers/{key}/{pattern[register.model].pk}/")
    clerk = client_of("platform_clerk", unit=one.unit)
    asked = [("officer", officer_client, where) for where in (*lists, *more)]
    asked += [("clerk", clerk, where) for where in lists]

    counts, held = {}, 0
    for size in (FEW, MANY):
        crowd(held, size, pattern)
        held = size
        counts[size] = {(who, where): len(asked_of(client, where)) for who, client, where in asked}
    many = counts[MANY]
    grown = [
        f"{key}: {few} → {many[key]}"
        for key, few in counts[FEW].items()
        if not few <= many[key] + OF_KINDS.get(key[1], 0)
        or not many[key] <= min(few + OF_KINDS.get(key[1], 0), MOST)
    ]
    assert not grown, "\n".join(grown)


def test_sets_of_changes_and_plans_ask_as_often_too(roles, officer_client):
    common = reference()
    one = side(0, common)
    pattern = common | one.rows
    counts = []
    held = 0
    for size in (FEW, MANY):
        crowd(held, size, pattern)
        held = size
        made = asked_sets(officer_client.user, size)
        lines = "\n".join(["申请号\t名称", *(f"x{n}\t一种方法{n}" for n in range(size))])
        plan = plan_paste(officer_client.user, REGISTER_IMPORTER, "patents", lines, {})
        addresses = {
            "changes": "/changes/",
            "set": f"/changes/{made.pk}/",
            "plan": f"/imports/{plan.pk}/",
            "row": f"/registers/patents/{m.Patent.objects.first().pk}/",
        }
        counts.append({name: len(asked_of(officer_client, where)) for name, where in addresses.items()})
    assert counts[0] == counts[1]
