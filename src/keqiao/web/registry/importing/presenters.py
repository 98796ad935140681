"""A plan as its page prints it: each line with its fields before and after, wrong ones with their texts to correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.importing.cells import displayed
from keqiao.web.registry.importing.columns import OWNER, column_of, columns_of
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.importing.planning import STATES
from keqiao.web.registry.models import ImportPlan
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.figures import WAN


@dataclass(frozen=True)
class Difference:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Input:
    """A cell to be corrected in place."""

    name: str
    label: str
    value: str
    error: str


@dataclass(frozen=True)
class ShownLine:
    """One line of a plan."""

    row: int
    state: str
    word: str
    tone: str
    name: str
    differences: list[Difference]
    errors: list[str]
    warnings: list[str]
    notes: list[str]
    inputs: list[Input]


TONES = {"new": "good", "changed": "accent", "restored": "accent", "joined": "accent", "error": "bad"}


def words() -> dict[str, str]:
    """Return the states of lines in words."""
    return {
        "new": pgettext("import", "new"),
        "changed": pgettext("import", "changed"),
        "restored": pgettext("import", "restored"),
        "joined": pgettext("import", "joined"),
        "same": pgettext("import", "as recorded"),
        "duplicate": pgettext("import", "duplicate in the list"),
        "error": pgettext("import", "error"),
        "left_out": pgettext("import", "left out"),
    }


def input_name(row: int, key: str) -> str:
    """Return the name of the input that corrects a cell."""
    return f"cell-{row}-{key}"


def corrections(plan: ImportPlan, sent: Any) -> dict[int, dict[str, str]]:
    """Return the corrected cells of a form by row and column; only cells of the plan's lines with errors."""
    found: dict[int, dict[str, str]] = {}
    keys = [column.key for column in columns_of(plan.register)]
    for line in plan.lines:
        if line["state"] != "error":
            continue
        for key in keys:
            text = sent.get(input_name(line["row"], key))
            if text is not None:
                plain = "".join(letter for letter in text if letter >= " ")[:4000].strip()
                found.setdefault(line["row"], {})[key] = plain
    return found


def shown_lines(
    plan: ImportPlan, lines: list[dict[str, Any]], user: Actor, editable: bool
) -> list[ShownLine]:
    """Return lines of a plan for its page; ``editable``: with inputs for the wrong ones."""
    finder = Finder(user)
    states = words()
    return [
        ShownLine(
            line["row"],
            line["state"],
            states.get(line["state"], line["state"]),
            TONES.get(line["state"], ""),
            line["name"] or _first(line),
            _differences(plan, line, finder),
            _errors(plan, line),
            line["warnings"],
            line["notes"],
            _inputs(plan, line) if editable and line["state"] == "error" else [],
        )
        for line in lines
    ]


def filters(plan: ImportPlan, chosen: str) -> list[tuple[str, str, int, bool]]:
    """Return the states that occur: code, word, number of lines, whether chosen."""
    states = words()
    numbers = {state: sum(line["state"] == state for line in plan.lines) for state in STATES}
    found = [("", _("All"), len(plan.lines), not chosen)]
    found += [(state, states[state], number, state == chosen) for state, number in numbers.items() if number]
    return found


def _first(line: dict[str, Any]) -> str:
    return str(next(iter(line["cells"].values()), ""))[:60]


def _differences(plan: ImportPlan, line: dict[str, Any], finder: Finder) -> list[Difference]:
    found = []
    after = dict(line["after"])
    if line["owner"] is not None:
        after[OWNER] = line["owner"]
    for key, value in after.items():
        column = column_of(REGISTERS[plan.register], key)
        if column is not None:
            before = displayed(column, line["before"].get(key), finder)
            found.append(Difference(column.label, before, displayed(column, value, finder)))
    return found


def _errors(plan: ImportPlan, line: dict[str, Any]) -> list[str]:
    """What is wrong, with sheet, row and column."""
    found = []
    for key, text in line["errors"].items():
        column = column_of(REGISTERS[plan.register], key) if key else None
        place = _("row %(row)d") % {"row": line["row"]}
        parts = [part for part in (plan.sheet, place, column.label if column else "") if part]
        found.append(f"{_(', ').join(parts)}: {text}")
    return found


def _inputs(plan: ImportPlan, line: dict[str, Any]) -> list[Input]:
    found = []
    for column in columns_of(plan.register):
        if column.key in line["cells"] or column.key in line["errors"] or column.key in plan.places:
            error = line["errors"].get(column.key, "")
            value = line["cells"].get(column.key, "")
            unit = f"（{WAN if column.key in plan.ten_thousand else column.unit}）" if column.money else ""
            label = f"{column.label}{unit}"
            found.append(Input(input_name(line["row"], column.key), label, value, error))
    return found
