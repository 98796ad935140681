"""The lines of a plan as rows of a register."""

from __future__ import annotations

from typing import Any

from keqiao.web.registry.changes.recording import Changes
from keqiao.web.registry.changes.state import batches, naming_paths, put
from keqiao.web.registry.importing.planned_rows import Planned
from keqiao.web.registry.models import Organisation, PatentOwner
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import Register


def _stored(register: Register, keys: list[int]) -> dict[int, Record]:
    """The rows that lines of a plan change, with what their names are made from."""
    model = register.model
    by_pk: dict[int, Record] = {}
    for part in batches(keys):
        rows = model._base_manager.filter(pk__in=part).select_related(*naming_paths(model))
        by_pk |= {row.pk: row for row in rows}
    return by_pk


def write_lines(changes: Changes, register: Register, lines: list[Planned]) -> None:
    """Write the lines of a plan: new rows at once, then the changed ones, then owners of patents."""
    bodies = {line.row: Organisation(**line.body) for line in lines if line.body}
    changes.add(list(bodies.values()))
    made: dict[int, Record] = {}
    many: dict[int, dict[str, list[int]]] = {}
    for line in lines:
        if line.state == "new":
            row: Any = register.model()
            chosen = put(row, line.after)
            if line.row in bodies:
                row.organisation = bodies[line.row]
            made[line.row] = row
            if chosen:
                many[id(row)] = chosen
    changes.add(list(made.values()), many)
    there = _stored(register, [line.pk for line in lines if line.pk is not None and line.after])
    together, fields = [], {}
    for line in lines:
        if line.pk is not None and line.after:
            row = there[line.pk]
            if line.state == "restored":
                changes.restore(row)
            values = {name: value for name, value in line.after.items() if not name.startswith("withdrawn_")}
            chosen = put(row, values)
            together.append(row)
            if chosen:
                fields[row.pk] = chosen
    changes.save_all(together, fields)
    owners = []
    for line in lines:
        if line.owner is not None:
            patent = line.pk if line.pk is not None else made[line.of or line.row].pk
            owners.append(PatentOwner(patent_id=patent, platform_id=line.owner))
    changes.add(owners)
