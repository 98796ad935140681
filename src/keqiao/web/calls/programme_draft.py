"""The conditions that were read from a notice as the draft of a programme, which an officer completes.

Only conditions with a figure become conditions; the others are listed as comments, so that nothing is left out unseen.
"""

from __future__ import annotations

from typing import Any

import yaml

from keqiao.web.calls.models import UpwardCall
from keqiao.web.programmes.documents import FIGURES

KINDS = {"fund": "fund", "policy": "policy", "project": "project", "qualification": "qualification"}
LEVELS = {"national": "national", "provincial": "provincial", "city": "municipal", "county": "district"}
UNITS_OF_MONEY = ("元", "万元", "亿元")


def draft_text(call: UpwardCall) -> str:
    """Return the text of a programme with the conditions of a call; empty where none has a figure."""
    conditions, left = _conditions(call.reading)
    if not conditions:
        return ""
    measures: dict[str, dict[str, Any]] = {}
    written = []
    for number, row in enumerate(conditions, 1):
        code = _code(row, number)
        unit = row.get("unit", "")
        measure: dict[str, Any] = {"code": code, "name": row["measure"], "unit": unit}
        if unit in UNITS_OF_MONEY:
            measure["type"] = "money"
        measures.setdefault(code, measure)
        written.append(
            {
                "code": f"c{number}",
                "name": row["text"][:60],
                "value": code,
                "compare": {"≥": ">=", "≤": "<="}.get(row["op"], row["op"]),
                "than": row["value"],
                "unit": unit,
                "soft": bool(row.get("soft")),
                "article": {"article": f"{call.title}，第{row.get('line', '?')}行"},
            }
        )
    programme = {
        "programme": 1,
        "code": call.code.lower().replace("-", "_"),
        "version": str(call.year),
        "name": call.title,
        "issuer": call.issuer or call.lead,
        "kind": KINDS.get(call.kind, "policy"),
        **({"level": LEVELS[call.level]} if call.level in LEVELS else {}),
        **({"valid_from": call.issued_on} if call.issued_on else {}),
        "measures": list(measures.values()),
        "conditions": written,
        "accept": "all",
    }
    text: str = yaml.safe_dump(programme, allow_unicode=True, sort_keys=False, width=1000)
    comments = "".join(f"# {' '.join(words.split())}\n" for words in left)
    return f"{comments}{text}"


def _conditions(reading: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the common conditions with a figure that is asked of everybody, and the words of all the others: those of
    tracks, of single cases, alternatives.
    """
    conditions, left = [], []
    for row in reading.get("common_conditions", []):
        in_a_case = "when" in row and "otherwise" not in row  # 企业牵头的，…: not asked of everybody
        if {"measure", "op", "value"} <= set(row) and isinstance(row["value"], int | float) and not in_a_case:
            conditions.append(row)
        else:
            left += [
                f"{part.get('when', '')} {part.get('text', '')}".strip() for part in row.get("any", [row])
            ]
    for track in reading.get("tracks", []):
        left += [
            " ".join((track.get("name", ""), part.get("text", "")))
            for row in track.get("conditions", [])
            for part in row.get("any", [row])
        ]
    left += [str(row.get("text", "")) for row in reading.get("exclusions", [])]
    return conditions, left


def _code(row: dict[str, Any], number: int) -> str:
    """Return the code of a figure that is known by its name, else one of its own."""
    name = str(row["measure"])
    for figure in FIGURES.in_force().figures:
        if figure.name.zh == name and figure.unit == row.get("unit", ""):
            return str(figure.code)
    return f"figure_{number}"
