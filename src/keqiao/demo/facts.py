"""Writes the reported figures of the demonstration city as facts with evidence, in bulk."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.files.base import ContentFile

from keqiao.language import Message
from keqiao.periods import Period
from keqiao.web.accounts.models import User
from keqiao.web.audit.row_intake import hand_in
from keqiao.web.experts.tally import in_short, tally
from keqiao.web.facts.models import Evidence, Fact, FactOrigin, Measure
from keqiao.web.registry.models import Platform
from keqiao.web.site.stored_sentences import wording_of

from .deals import DERIVED as OF_DEALS
from .evidence import pdf, title_of
from .experts import LEAST, TRIM, closed_on, named
from .gate_history import DERIVED as OF_GATES
from .registers import SOURCE, moment
from .rows import City, ReportedFigureRow

_REGISTERED = ("firm_revenue", "firm_tax", "firm_employees")
"""Measures of firms: they are kept as the firms' yearly reports."""


def platform_figures(city: City) -> list[ReportedFigureRow]:
    """The figures that become facts: of platforms, with a value; the experts' ratings combined to one."""
    figures: list[ReportedFigureRow] = []
    ratings: dict[tuple[str, str], list[ReportedFigureRow]] = defaultdict(list)
    for row in city.figures:
        if row.rater:
            ratings[row.subject, row.period].append(row)
        elif row.measure not in (*_REGISTERED, *OF_DEALS, *OF_GATES) and row.value is not None:
            figures.append(row)
    figures += [_combined(rows) for rows in ratings.values()]
    return figures


def _combined(rows: list[ReportedFigureRow]) -> ReportedFigureRow:
    """One rating of several experts': what the panel of the year came to (see :mod:`keqiao.demo.experts`)."""
    result = tally((row.value for row in rows if row.value is not None), TRIM, LEAST)
    return replace(
        rows[0], value=result.value, rater="", note=in_short(result), recorded_on=closed_on(rows[0].period)
    )


@dataclass(frozen=True)
class People:
    """Who stood for the figures: the platforms' clerks by platform code, and the two officers of the bureau."""

    clerks: dict[str, User]
    officer: User
    reviewer: User

    def of(self, row: ReportedFigureRow) -> tuple[User, User]:
        """Who recorded a figure and who confirmed it: a platform's clerk and the officer; for verified values and rows
        of registers the two officers; for an experts' panel who organised and who closed it.
        """
        if row.source == "expert":
            return self.reviewer, self.officer
        if row.basis == "verified" or row.source == "register" or row.subject not in self.clerks:
            return self.officer, self.reviewer
        return self.clerks[row.subject], self.officer


def add_facts(city: City, platforms: dict[str, Platform], people: People) -> int:
    """Store evidence and facts. Returns how many facts were written."""
    figures = platform_figures(city)
    measures = {measure.code: measure for measure in Measure.objects.prefetch_related("definitions")}
    evidence = _store_evidence(figures, people.officer)
    stored: dict[str, Fact] = {}
    for wave in (
        [row for row in figures if not row.supersedes],
        [row for row in figures if row.supersedes],
    ):
        facts = [_fact(row, platforms, measures, stored, people.of(row)) for row in wave]
        Fact.objects.bulk_create(facts, batch_size=500)
        stored |= {row.key: fact for row, fact in zip(wave, facts, strict=True)}
        links = Fact.evidence.through.objects.bulk_create(
            (
                Fact.evidence.through(fact=fact, evidence=evidence[row.evidence])
                for row, fact in zip(wave, facts, strict=True)
                if row.evidence
            ),
            batch_size=1000,
        )
        hand_in(links)
    return len(stored)


def _fact(
    row: ReportedFigureRow,
    platforms: dict[str, Platform],
    measures: dict[str, Measure],
    stored: dict[str, Fact],
    people: tuple[User, User],
) -> Fact:
    """One fact, under the definition that held at the end of its period. ``people``: who recorded, who confirmed."""
    measure, period = measures[row.measure], Period.parse(row.period)
    definitions = sorted(measure.definitions.all(), key=lambda version: version.valid_from)
    holding = [version for version in definitions if version.valid_from <= period.end]
    recorded_by, confirmed_by = people
    return Fact(
        platform=platforms[row.subject],
        measure=measure,
        definition=(holding or definitions)[-1],
        basis=row.basis,
        value=row.value,
        period_start=period.start,
        period_end=period.end,
        period=period.code,
        as_of=period.end if measure.kind == Measure.Kind.STOCK else None,
        source_kind=row.source,
        source_note=wording_of(named(row.period)) if row.source == "expert" else SOURCE,
        origin=FactOrigin.PANEL if row.source == "expert" else FactOrigin.CARRIED_OVER,
        recorded_at=moment(row.recorded_on, hour=7),
        recorded_by=recorded_by,
        confirmed_by=confirmed_by,
        supersedes=stored[row.supersedes] if row.supersedes else None,
        note=wording_of(row.note) if isinstance(row.note, Message) else row.note,
    )


def _store_evidence(figures: list[ReportedFigureRow], officer: User) -> dict[str, Evidence]:
    """Write one file for every evidence key and store it by its hash."""
    behind: dict[str, list[ReportedFigureRow]] = defaultdict(list)
    for row in figures:
        if row.evidence:
            behind[row.evidence].append(row)
    files: dict[str, Evidence] = {}
    for key, rows in sorted(behind.items()):
        content = pdf(key, [f"{row.period}  {row.measure}  {row.value:f} {row.unit}" for row in rows])
        title, grade = title_of(key)
        evidence = Evidence(
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            media_type="application/pdf",
            original_name=f"{key}.pdf",
            title=title,
            grade=grade,
            uploaded_by=officer,
            uploaded_at=moment(min(row.recorded_on for row in rows), hour=6),
        )
        evidence.file.save(f"{evidence.sha256}.pdf", ContentFile(content), save=False)
        files[key] = evidence
    Evidence.objects.bulk_create(files.values())
    return files
