"""A list of projects as an import: lines become rows of the register, as there, and are taken up in the same act.

The list may say at which stage a project is. It is never believed where it is ahead of a gate: a project begins as a
lead, and stages are opened by their gates only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from keqiao.engine.figures import same_text
from keqiao.engine.figures.characters import narrow
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.imports.headings import matched
from keqiao.web.imports.importer import Choices, Outcome, Paste, PlannedAnew, Upload, Written
from keqiao.web.imports.lines import LineState, PlannedLines, summary_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.pipeline.importing.words import STAGE, field_named, headings, stage_named
from keqiao.web.pipeline.models import GATE_AFTER, STAGES, ProjectPassage, Stage
from keqiao.web.pipeline.rights import CONDUCT
from keqiao.web.pipeline.services.passages import take_up
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.importing.importer import RegisterImporter
from keqiao.web.registry.importing.line import ImportLine
from keqiao.web.registry.importing.planned_rows import WRITTEN, Planned, fingerprint
from keqiao.web.registry.importing.planning import plan as plan_rows
from keqiao.web.registry.importing.reading import read_file
from keqiao.web.registry.importing.writing import write_lines
from keqiao.web.registry.models import ChangeSet, Direction, PipelineProject
from keqiao.web.registry.registers import REGISTERS, Register
from keqiao.web.site.punctuation import listed

REGISTER = "pipeline-projects"
MOST_LINES = 1000
"""Projects of one list: each is taken up with its rules and steps while the reader waits."""
TAKEN_UP = "taken_up"
"""State of a line whose project is in the register as the list says, and is taken up now."""
_LEVEL = re.compile(r"(?:TRL|第)?[-\s]?([1-9])[级級]?", re.IGNORECASE)
"""A level of readiness as lists write it: TRL4, 4级."""


class ProjectImporter(RegisterImporter):
    """Projects of the register, taken up as they are entered."""

    key = "pipeline"
    pastes = False

    def subject(self, user: Actor, key: str) -> Register:
        """Return the register of projects, whatever the key."""
        return REGISTERS[REGISTER]

    def decide(self, user: Actor, subject: Register) -> Decision:
        """May the user enter projects and bring them before gates?"""
        return super().decide(user, subject) and decide(user, CONDUCT)

    def read(self, user: Actor, subject: Register, source: Upload | Paste, plan: ImportPlan) -> None:
        """Read a list under the headings that clerks use. Raises ValidationError."""
        if isinstance(source, Paste):
            raise TypeError("lists of projects are not pasted")
        known = {**headings(), **matched(user, self.key, REGISTER)}
        self.take_lines(plan, read_file(subject, source.name, source.content, known))
        count = len(plan.source_lines)
        if count > MOST_LINES:
            raise ValidationError(
                _("There are %(count)d lines; at most %(most)d at a time.")
                % {"count": count, "most": MOST_LINES}
            )

    def plan(self, user: Actor, subject: Register, plan: ImportPlan) -> PlannedLines:
        """Return what the lines would do now."""
        lines = _planned(user, subject, plan)
        kept = [line.plain() for line in lines]
        return PlannedLines(kept, summary_of(self.states(), kept), fingerprint(lines))

    def write(self, user: Actor, subject: Register, plan: ImportPlan, choices: Choices) -> Written:
        """Write the rows of the register as one set of changes, and take their projects up."""
        lines = _planned(user, subject, plan)
        if fingerprint(lines) != plan.fingerprint:
            raise PlannedAnew
        with change_set(
            user,
            ChangeSet.Kind.IMPORT,
            register=subject.key,
            reason=choices.reason,
            file_name=plan.file_name,
            file_digest=plan.file_digest,
        ) as changes:
            write_lines(changes, subject, [line for line in lines if line.state in WRITTEN])
        entered = [line.after["number"] for line in lines if line.state == "new"]
        there = [line.pk for line in lines if line.pk is not None and line.state in {*WRITTEN, TAKEN_UP}]
        rows = PipelineProject.objects.current().filter(passage=None).select_related("platform")
        taken = [*rows.filter(number__in=entered).order_by("pk"), *rows.filter(pk__in=there).order_by("pk")]
        for project in taken:
            take_up(user, project)
        return Written(
            {
                "change_set": changes.stored.pk if changes.stored else None,
                "created": len(entered),
                "taken_up": len(taken),
            }
        )

    def states(self) -> Sequence[LineState]:
        """The states of lines: those of the register, and a row that is taken up only."""
        return (
            *super().states(),
            LineState(TAKEN_UP, pgettext("import", "taken up"), "accent", written=True),
        )

    def outcome(self, subject: Register, plan: ImportPlan) -> Outcome:
        """Say how many were taken up."""
        count = plan.outcome["taken_up"]
        text = ngettext("%(count)d project is taken up.", "%(count)d projects are taken up.", count)
        return Outcome(text % {"count": count}, self.back(subject), _("Pipeline"))

    def title(self, subject: Register) -> str:
        """What stands above the pages."""
        return _("Import projects")

    def back(self, subject: Register) -> str:
        """The list of projects."""
        return reverse("pipeline:list")

    def address(self, subject: Register, kind: str = "file") -> str:
        """The page to upload."""
        return reverse("pipeline:import")

    def downloads(self, subject: Register) -> list[tuple[str, str]]:
        """The template of the register."""
        return super().downloads(subject)[:1]

    def instructions(self, subject: Register) -> list[str]:
        """How the list is filled in, and what comes of it."""
        return [
            _("A list as you keep it will do: headings are known by their usual names, their order is free."),
            _("Each project has a number; it begins as a lead and is taken up as it is entered."),
            _(
                "A column for the stage may be there. A stage that no gate opened here is refused: leave it empty, "
                "and ask for the gates."
            ),
        ]

    def columns(self, plan: ImportPlan) -> dict[str, str]:
        """The columns of the register, and the stage."""
        return super().columns(plan) | {STAGE: pgettext("project", "Stage")}


def _planned(user: Actor, register: Register, kept: ImportPlan) -> list[Planned]:
    """What each line would do: as a row of the register, then as a project on its way."""
    given = [_in_words_of_register(ImportLine(**line)) for line in kept.source_lines]
    lines = plan_rows(user, register, given, {}, kept.options.get("ten_thousand", []))
    for line, source in zip(lines, kept.source_lines, strict=True):
        line.cells = source["cells"]
    known = [line.pk for line in lines if line.pk is not None]
    passages = {row.project_id: row for row in ProjectPassage.objects.filter(project__in=known)}
    for line in lines:
        if line.state in {"left_out", "duplicate"}:
            continue
        passage = passages.get(line.pk) if line.pk is not None else None
        _judge_stage(line, passage)
        if line.errors:
            line.state, line.before, line.after = "error", {}, {}
        elif passage is None and line.state == "same":
            line.state = TAKEN_UP
    _note_twins(lines)
    return lines


def _in_words_of_register(line: ImportLine) -> ImportLine:
    """The line with its field of technology and its level in the words that the register knows."""
    cells, notes = dict(line.cells), list(line.notes)
    if code := field_named(cells.get("field", "")):
        cells["field"] = code
        values = {"text": line.cells["field"][:40], "word": Direction.Strategic(code).label}
        notes.append(_("“%(text)s” is read as “%(word)s”.") % values)
    if level := _LEVEL.fullmatch(narrow(cells.get("readiness", "")).strip()):
        cells["readiness"] = level[1]
    return replace(line, cells=cells, notes=notes)


def _judge_stage(line: Planned, passage: ProjectPassage | None) -> None:
    """Refuse a stage that no gate opened here, and one that the project has left."""
    text = line.cells.get(STAGE, "")
    if not text:
        return
    try:
        stage = stage_named(text)
    except ValidationError as error:
        line.errors[STAGE] = " ".join(error.messages)
        return
    here = Stage(passage.stage) if passage is not None else Stage.LEAD
    at, said = STAGES.index(here), STAGES.index(stage)
    if said > at:
        gates = listed(str(GATE_AFTER[before].label) for before in STAGES[at:said])
        values = {"stage": stage.label, "here": here.label, "gates": gates}
        line.errors[STAGE] = (
            _(
                "“%(stage)s” is ahead of gates that were not passed here: %(gates)s. The project stands at “%(here)s”; "
                "leave the stage empty and ask for the gates."
            )
            % values
        )
    elif said < at:
        values = {"stage": stage.label, "here": here.label}
        line.errors[STAGE] = (
            _("The project stands at “%(here)s” already, not at “%(stage)s”; a list does not move it.")
            % values
        )


def _note_twins(lines: Sequence[Planned]) -> None:
    """Ask about new lines whose title and platform stand in the register, or in the list, under another number."""
    new = [line for line in lines if line.state == "new"]
    platforms = {line.after.get("platform") for line in new}
    rows = PipelineProject.objects.current().filter(platform__in=platforms)
    known: dict[tuple[Any, str], str] = {}
    for platform, title, number in rows.order_by("-pk").values_list("platform", "title", "number"):
        known[platform, same_text(title)] = number
    for line in new:
        after: Mapping[str, Any] = line.after
        key = after.get("platform"), same_text(after["title"])
        if key in known:
            values = {"title": after["title"], "number": known[key]}
            line.warnings.append(_("“%(title)s” of this platform stands under %(number)s too.") % values)
        known.setdefault(key, after["number"])


PROJECT_IMPORTER = ProjectImporter()
