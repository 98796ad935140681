"""Tables of the room: pools, rules, the lines of a proposal, proposals side by side, figures with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.allocation import SchemeTotals
from keqiao.web.funding import narrative
from keqiao.web.funding.comparison import ComparisonRow
from keqiao.web.funding.computation import wan
from keqiao.web.funding.models import Pool, Proposal, ProposalLine
from keqiao.web.registry.language import in_language
from keqiao.web.site.punctuation import bracketed, in_sequence, labelled
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.definition import Light

LIGHTS: dict[str, Light] = {"planning": "watch", "decided": "good", "withdrawn": "none"}
RULES_LIGHTS: dict[str, Light] = {"draft": "watch", "valid": "good", "retired": "none"}


def kinds() -> dict[str, str]:
    """Return what the kinds of sharing are called."""
    return {
        "by_grade": _("by grade"),
        "proportional": _("in proportion to scores"),
        "optimised": _("most expected contribution"),
    }


def wan_unit() -> str:
    """Return the unit of amounts."""
    return _("10k yuan")


def pools_table(pools: Iterable[Pool]) -> Table:
    """Return the list of pools."""
    rows = [
        {
            "code": Cell(pool.code, url=pool.get_absolute_url()),
            "title": Cell(pool.title, url=pool.get_absolute_url()),
            "period": pool.period,
            "amount": pool.amount,
            "basis": _basis(pool),
            "state": Cell(pool.state, text=pool.get_state_display(), light=LIGHTS[pool.state]),
            "proposals": getattr(pool, "proposal_count", None),
            "decided_at": pool.decided_at,
        }
        for pool in pools
    ]
    columns = [
        Column("code", pgettext("pool", "No.")),
        Column("title", _("Title")),
        Column("period", _("Period")),
        Column("amount", _("Amount"), "money", wan_unit()),
        Column("basis", _("Stands on")),
        Column("state", pgettext("pool", "State")),
        Column("proposals", _("Proposals"), "number"),
        Column("decided_at", _("Decided at"), "date"),
    ]
    return Table(_("Pools of money"), columns, rows, name="pools")


def _basis(pool: Pool) -> Cell | str:
    if pool.grading is not None:
        return Cell(pool.grading.code, text=bracketed(pool.grading.code, pool.grading.get_state_display()))
    if pool.run is not None:
        return Cell(pool.run.code, text=_("%(run)s (trial)") % {"run": pool.run.code})
    return ""


def grade_of(line: ProposalLine) -> str:
    """Return the grade's name in the reader's language."""
    return in_language(line.grade_zh, line.grade_en)


def decided_table(pool: Pool, lines: Sequence[ProposalLine]) -> Table:
    """Return what each platform will get, as it is shown before the decision."""
    rows = [
        {"platform": str(line.platform), "grade": grade_of(line), "amount": line.amount} for line in lines
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("amount", _("Amount"), "money", unit=wan_unit(), total=True),
    ]
    return Table(_("Amounts to be decided"), columns, rows, as_of=pool.period, name="decided")


def lines_table(
    pool: Pool, proposal: Proposal, lines: Sequence[ProposalLine], *, download: str = ""
) -> Table:
    """Return the amounts of a proposal with their parts and, where they were drawn, how sure they are.

    The page (``download`` says where the file is) tells the formulas below the table, the file in columns of it.
    """
    words, sure = narrative.kind_words(), narrative.by_platform(proposal)
    split = [narrative.parts(line) for line in lines]
    used = [kind for kind in narrative.KINDS if any(part[kind] for part in split)]
    rows = []
    for line, part in zip(lines, split, strict=True):
        drawn: Mapping[str, Any] = sure.get(line.platform_id, {})
        rows.append(
            {
                "rank": line.rank,
                "platform": Cell(str(line.platform), url=line.platform.get_absolute_url()),
                "grade": grade_of(line),
                "score": line.score,
                **{kind: part[kind] for kind in used},
                "amount": line.amount,
                "formula": narrative.formula(line),
                "steps": in_sequence(step.sentence for step in narrative.steps(line)),
                "differs": drawn.get("differs"),
                "low": Decimal(drawn["low"]) if drawn else None,
                "high": Decimal(drawn["high"]) if drawn else None,
            }
        )
    unit = wan_unit()
    columns = [
        Column("rank", _("Rank"), "number"),
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("score", _("Score"), "number", decimals=2),
        *(Column(kind, words[kind], "money", unit, total=True) for kind in used if len(used) > 1),
        Column("amount", _("Amount"), "money", unit, total=True),
    ]
    if sure:
        columns += [
            Column("differs", _("Differs in"), "percent", decimals=0),
            Column("low", pgettext("amount", "Interval from"), "money", unit),
            Column("high", pgettext("amount", "Interval to"), "money", unit),
        ]
    if not download:
        columns += [Column("formula", _("Formula")), Column("steps", _("Every step"))]
    return Table(
        _("%(pool)s: amounts (%(proposal)s)") % {"pool": pool.title, "proposal": proposal.label},
        columns,
        rows,
        unit=unit,
        as_of=pool.period,
        note=_note(pool, proposal),
        name="lines",
        download_url=download,
    )


def _note(pool: Pool, proposal: Proposal) -> str:
    stays = _("%(amount)s stays in the pool.") % {"amount": f"{wan(proposal.unspent)} {wan_unit()}"}
    trial = _("Trial computation: nothing binding follows.") if pool.is_trial else ""
    # What the engine says of rounding and equals; that money stays is said already.
    remarks = [
        remark for remark in proposal.remarks if remark.get("template") != "{amount} stays in the pool."
    ]
    return " ".join(part for part in (stays, trial, *narrative.sentences(remarks)) if part)


def comparison_table(
    pool: Pool,
    proposals: Sequence[Proposal],
    rows: Sequence[ComparisonRow],
    earlier: tuple[str, Mapping[int, Decimal]] = ("", MappingProxyType({})),
) -> Table:
    """Return platform × proposal: amounts and, from the second on, the difference to the first; beside them what each
    platform was given for an earlier period (its period and the amounts in 元 by platform).
    """
    unit = wan_unit()
    before, given = earlier
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("score", _("Score"), "number", decimals=2),
    ]
    if before:
        columns.append(
            Column("before", _("Decided for %(period)s") % {"period": before}, "money", unit, total=True)
        )
    for at, proposal in enumerate(proposals):
        columns.append(Column(f"amount_{at}", proposal.label, "money", unit, total=True))
        if at:
            label = _("%(one)s less %(first)s") % {"one": proposal.letter, "first": proposals[0].letter}
            columns.append(Column(f"difference_{at}", label, "money", unit))
    body = []
    for row in rows:
        line = next(candidate for candidate in row.lines if candidate is not None)
        values: dict[str, Any] = {
            "platform": Cell(str(row.platform), url=row.platform.get_absolute_url()),
            "grade": grade_of(line),
            "score": line.score,
            "before": given.get(line.platform_id),
        }
        for at in range(len(proposals)):
            values[f"amount_{at}"] = row.amount(at)
            if at:
                values[f"difference_{at}"] = _difference(row.difference(at))
        body.append(values)
    return Table(
        _("%(pool)s: proposals side by side") % {"pool": pool.title},
        columns,
        body,
        unit=unit,
        as_of=pool.period,
        name="comparison",
        note=in_sequence(labelled(proposal.label, proposal.title) for proposal in proposals),
        download_url=reverse("funding:comparison_book", args=(pool.pk,)) + _query_of(proposals),
    )


def _query_of(proposals: Sequence[Proposal]) -> str:
    return "?" + "&".join(f"p={proposal.number}" for proposal in proposals)


def _difference(value: Decimal | None) -> Cell | None:
    if value is None:
        return None
    text = wan(abs(value))
    return Cell(value, text=f"+{text}" if value > 0 else f"−{text}" if value < 0 else "0.00")


def wholes_table(
    pool: Pool, proposals: Sequence[Proposal], totals: Sequence[SchemeTotals], broken: Sequence[int | None]
) -> Table:
    """Return a row for each proposal: what is spent and stays, least and largest, how equal, rules broken."""
    words, unit = kinds(), wan_unit()
    rows = [
        {
            "proposal": Cell(proposal.label, text=str(proposal), url=proposal.get_absolute_url()),
            "rules": Cell(str(proposal.rules), url=proposal.rules.get_absolute_url()),
            "kind": words.get(proposal.rules.kind, proposal.rules.kind),
            "spent": whole.spent,
            "unspent": whole.unspent,
            "funded": whole.funded,
            "least": whole.least,
            "largest": whole.largest,
            "ratio": whole.ratio,
            "gini": whole.gini,
            "broken": count,
            "made_by": str(proposal.made_by),
        }
        for proposal, whole, count in zip(proposals, totals, broken, strict=True)
    ]
    columns = [
        Column("proposal", _("Proposal")),
        Column("broken", _("Rules broken"), "number"),
        Column("rules", _("Rules")),
        Column("kind", _("Performance money is shared")),
        Column("spent", _("Shared out"), "money", unit),
        Column("unspent", _("Stays"), "money", unit),
        Column("funded", _("Platforms funded"), "number"),
        Column("least", _("Least"), "money", unit),
        Column("largest", _("Largest"), "money", unit),
        Column("ratio", _("Largest ÷ least"), "number", decimals=2),
        Column("gini", _("Gini"), "number", decimals=3),
        Column("made_by", _("Computed by")),
    ]
    return Table(
        _("What each proposal does as a whole"),
        columns,
        rows,
        as_of=pool.period,
        note=_(
            "Gini: how unequal the amounts are; 0 where all get the same, near 1 where one gets nearly all."
        ),
        name="wholes",
    )


def prices_table(proposal: Proposal) -> Table:
    """Return what loosening each rule would bring, the dearest first."""
    rows = [{"rule": price.rule, "said": price.sentence} for price in narrative.prices(proposal)]
    columns = [Column("rule", _("Rule")), Column("said", _("What loosening it brings"))]
    return Table(_("Prices of the rules"), columns, rows, name="prices")


def figures_table(proposal: Proposal, lines: Sequence[ProposalLine]) -> Table:
    """Return the figures that the proposal was computed from, changed ones marked."""
    content = proposal.input
    names = {line.platform_id: str(line.platform) for line in lines}
    changed = {(change["platform"], change["heading"]): change for change in content["changes"]}
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("score", _("Score"), "number", decimals=2),
        *(
            Column(f"c{at}", column["heading"], "number", column["unit"])
            for at, column in enumerate(content["columns"])
        ),
    ]
    rows = []
    for at, unit in enumerate(content["units"]):
        row: dict[str, Any] = {
            "platform": names.get(unit["platform"], unit["name"]),
            "grade": in_language(unit["grade_zh"], unit["grade_en"]),
            "score": None if unit["score"] is None else Decimal(unit["score"]),
        }
        for place, column in enumerate(content["columns"]):
            text = column["values"][at]
            value = None if text is None else Decimal(text)
            change = changed.get((unit["platform"], column["heading"]))
            title = (
                ""
                if change is None
                else _("found: %(found)s; %(reason)s")
                % {
                    "found": change["found"] or "—",
                    "reason": change["reason"],
                }
            )
            row[f"c{place}"] = value if change is None else Cell(value, light="watch", title=title)
        rows.append(row)
    return Table(_("Figures read"), columns, rows, as_of=content["ground"]["period"], name="figures")
