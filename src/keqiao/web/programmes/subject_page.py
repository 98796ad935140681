"""The page of a subject: what it may get, what is missing, what is to be answered; and one result explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from keqiao.engine.eligibility import (
    TRUTHS,
    Judgement,
    SubjectWords,
    SupportProgramme,
    benefits,
    changed,
    distances,
)
from keqiao.language import Language
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.programmes import selectors
from keqiao.web.programmes.assessments import judged
from keqiao.web.programmes.forms import AnswersForm, TriedFiguresForm
from keqiao.web.programmes.frames import SubjectBook, asked_figures
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import ProgrammeResult, ProgrammeVersion, ResultState
from keqiao.web.programmes.questions import questions
from keqiao.web.programmes.services import may_answer
from keqiao.web.programmes.tables import least_change, light_of, settling_words
from keqiao.web.registry.models import Organisation
from keqiao.web.site.tables import Cell, Column, Light, Table


def language() -> Language:
    """Return the reader's language as the engine names it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def context(user: Actor, organisation: Organisation, form: AnswersForm | None = None) -> dict[str, Any]:
    """Return what the page of a subject shows."""
    book = SubjectBook(today(), [organisation.pk])
    kinds = selectors.kinds_of_key(organisation.pk)
    versions = [version for version in selectors.in_force() if version.subjects in kinds]
    programmes = [programme_of(version) for version in versions]
    open_questions, reuse = questions(organisation.pk, programmes, book)
    results = selectors.results_for(user).filter(organisation=organisation)
    rows = sorted(results, key=lambda row: (ResultState.values.index(row.state), row.share or 0.0, row.pk))
    return {
        "organisation": organisation,
        "groups": _groups(rows),
        "granted": selectors.granted(results),
        "uncompared": len(versions) - len(rows),
        "form": form or AnswersForm(open_questions),
        "count": len(open_questions),
        "reuse": reuse,
        "may_answer": may_answer(user),
        "url": reverse("programmes:answers", args=(organisation.pk,)),
    }


def answers_form(organisation: Organisation, data: Any) -> AnswersForm:
    """Return the form of the open questions with what was sent."""
    book = SubjectBook(today(), [organisation.pk])
    kinds = selectors.kinds_of_key(organisation.pk)
    versions = [version for version in selectors.in_force() if version.subjects in kinds]
    return AnswersForm(questions(organisation.pk, [programme_of(v) for v in versions], book)[0], data)


def _groups(rows: Sequence[ProgrammeResult]) -> list[dict[str, Any]]:
    groups = []
    for state in ResultState:
        among = [row for row in rows if row.state == state]
        if among:
            groups.append({"state": state, "light": light_of(state), "cards": cards_of(among)})
    return groups


def cards_of(rows: Iterable[ProgrammeResult]) -> list[dict[str, Any]]:
    """Return results with the least change and the figure that may settle it, in words."""
    return [
        {"row": row, "change": least_change(row, language()), "settling": settling_words(row, language())}
        for row in rows
    ]


@dataclass(frozen=True)
class ExplainedResult:
    """A result in words: the state, each condition, what would be enough, what it gives."""

    state: ResultState
    light: Light
    class_name: str
    conditions: Table
    changes: list[str]
    together: list[str]
    settling: list[str]
    benefits: Table


def explained(judgement: Judgement) -> ExplainedResult:
    """Return the result of the one subject of a judgement in the reader's language."""
    nearest = distances(judgement)
    words = SubjectWords(judgement, nearest, language())
    state = ResultState(nearest.state(0).value)
    distance = nearest.of_row.get(0)
    named = {part.code: part.name.in_language(language()) for part in judgement.programme.classes}
    return ExplainedResult(
        state,
        light_of(state),
        named.get(judgement.frame["class"][0] or "", ""),
        _conditions(words),
        [words.change(change) for change in distance.singles] if distance else [],
        [words.change(change) for change in distance.together] if distance else [],
        words.unsettled(0, nearest.state(0)),
        _benefits(judgement),
    )


LIGHTS: dict[bool | None, Light] = {True: "good", False: "bad", None: "watch"}


def _conditions(words: SubjectWords) -> Table:
    rows = []
    for code, condition in words.conditions.items():
        truth = words.judgement.condition(code)[0]
        figures, off = words.figures(code, 0)
        rows.append(
            {
                "condition": condition.name.in_language(words.language),
                "state": Cell(truth, text=words.say(TRUTHS[truth]), light=LIGHTS[truth]),
                "figures": figures,
                "off": off,
                "settles": words.settles(condition) if truth is None else "",
                "article": words.article(condition.article),
            }
        )
    columns = [
        Column("condition", _("Condition")),
        Column("state", pgettext("programme", "Result")),
        Column("figures", _("Figures")),
        Column("off", _("How far off")),
        Column("settles", _("What settles it")),
        Column("article", _("Article")),
    ]
    return Table(_("Conditions"), columns, rows, name="conditions", stacked=True)


def _benefits(judgement: Judgement) -> Table:
    rows = [
        {
            "benefit": benefit.rule.name.in_language(language()),
            "amount": benefit.amount[0],
            "unit": benefit.rule.unit,
            "formula": benefit.formula(judgement, 0),
        }
        for benefit in benefits(judgement)
        if benefit.due[0]
    ]
    columns = [
        Column("benefit", _("Benefit")),
        Column("amount", _("Amount"), "number"),
        Column("unit", _("Unit of the amount")),
        Column("formula", _("Formula")),
    ]
    return Table(_("What it gives"), columns, rows, name="benefits", stacked=True)


def result_context(
    user: Actor, version: ProgrammeVersion, organisation: Organisation, sent: Any
) -> dict[str, Any]:
    """Return what the page of one result shows; ``sent``: figures as they might be, by the names of the form."""
    programme, day = programme_of(version), today()
    book = SubjectBook(day, [organisation.pk])
    wanted = asked_figures(programme, book.document)
    known = {part.measure: book.figure(organisation.pk, part) for part in wanted}
    names = {organisation.pk: organisation.name}
    judgement = judged(programme, book, names)
    values = {measure: figure.value for measure, figure in known.items() if figure is not None}
    tried = {name: value for name, value in sent.items() if name.startswith("if-")}
    form = TriedFiguresForm(programme, wanted, values, sent if tried else None)
    simulated = None
    if tried and form.is_valid() and (changes := form.changes()):
        simulated = explained(judged(programme, book, names, lambda frame: changed(frame, changes)))
    return {
        "version": version,
        "organisation": organisation,
        "result": explained(judgement),
        "sources": _sources(programme, wanted, known),
        "form": form,
        "simulated": simulated,
        "tried": bool(tried),
        "article": programme.regulation.in_language(language()) if programme.regulation else "",
        "draft": programme.draft,
        "partial": programme.partial.in_language(language()) if programme.partial else "",
        "subject_url": reverse("programmes:subject", args=(organisation.pk,)),
        "may_answer": may_answer(user),
    }


def _sources(programme: SupportProgramme, wanted: Sequence[Any], known: dict[str, Any]) -> Table:
    words = {part.code: part for part in (*programme.measures, *programme.attributes, *programme.dates)}
    rows = []
    for part in wanted:
        figure = known[part.measure]
        value = None if figure is None else figure.value
        text = f"{value:.12g}" if isinstance(value, float) else str(value or "")
        if part.kind == "boolean" and value is not None:
            text = _("yes") if value else _("no")
        rows.append(
            {
                "figure": words[part.measure].name.in_language(language()),
                "value": Cell(text or _("not known"), light="" if text else "watch"),
                "unit": part.unit,
                "source": "" if figure is None else figure.source.in_language(language()),
            }
        )
    columns = [
        Column("figure", _("Figure")),
        Column("value", _("Value")),
        Column("unit", pgettext("figure", "Unit")),
        Column("source", pgettext("figure", "Where it comes from")),
    ]
    return Table(_("Figures that the programme reads"), columns, rows, name="figures", stacked=True)
