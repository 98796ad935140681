"""Users from an Excel file: a template with drop-downs, a dry run that lists every error by row and column, then all
accounts or none. Roles in the file are only proposed; the security administrator gives them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.cells import same_text, shown
from keqiao.engine.workbooks.grid import Grid, is_blank, letters
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import check_roles
from keqiao.web.accounts.witness import record
from keqiao.web.administration.services.users import create_user
from keqiao.web.site.foreign_files import read_sheets
from keqiao.web.site.tables import Column, Table, workbook

MOST_ROWS = 500
LARGEST_FILE = 2_000_000
"""Bytes of the uploaded file."""
KEYS = ("username", "display_name", "unit", "email", "roles")
Named = TypeVar("Named")
BETWEEN_ROLES = "、;；,，\n"


@dataclass(frozen=True)
class Row:
    """A user as the file has it, with codes in the place of names; ``line`` is the row in Excel."""

    line: int
    username: str
    display_name: str
    unit: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the cell as Excel names it ("B7"), or empty for the whole file."""

    cell: str
    heading: str
    said: str


@dataclass
class DryRun:
    """What the file would do: the users that would be created, or everything that is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def plain(self) -> list[dict[str, Any]]:
        """The rows as plain data, to be signed and sent back."""
        return [asdict(row) for row in self.rows]


def headings() -> dict[str, str]:
    """Key → heading in the reader's language."""
    return {
        "username": _("User name"),
        "display_name": _("Full name"),
        "unit": _("Unit"),
        "email": _("E-mail"),
        "roles": _("Proposed roles"),
    }


def template() -> bytes:
    """The workbook to fill in: a sheet with headings and drop-downs of units and roles, a sheet of explanations."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Users")[:31])
    notes = book.add_worksheet(_("How to fill in")[:31])
    lists = book.add_worksheet("lists")
    lists.hide()
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "border_color": "#B8C2CD"})
    text = book.add_format({"num_format": "@"})
    for position, heading in enumerate(headings().values()):
        sheet.write_string(0, position, heading, head)
    for position, width in enumerate((18, 16, 36, 28, 36)):
        sheet.set_column(position, position, width, text)
    sheet.freeze_panes(1, 0)
    units = [f"{unit.code} {unit}" for unit in Unit.objects.filter(is_active=True)]
    roles = [f"{role.code} {role}" for role in Role.objects.all()]
    for position, (choices, column, strict) in enumerate(((units, 2, True), (roles, 4, False))):
        for line, choice in enumerate(choices):
            lists.write_string(line, position, choice)
        if choices:
            source = f"=lists!${letters(position)}$1:${letters(position)}${len(choices)}"
            rule = {"validate": "list", "source": source, "show_error": strict}
            sheet.data_validation(1, column, MOST_ROWS, column, rule)
    explanations = (
        _("One user in each row, at most %(most)d rows.") % {"most": MOST_ROWS},
        _("User name and full name are needed; unit, e-mail and roles may stay empty."),
        _("Choose the unit and the role from the list; several roles are separated by “、”."),
        _("Roles are only proposed: the security administrator gives them."),
        _(
            "Each user gets a one-time password, listed once in an Excel file, and changes it at the first sign-in."
        ),
    )
    for line, explanation in enumerate(explanations):
        notes.write_string(line, 0, explanation)
    notes.set_column(0, 0, 90)
    book.close()
    return stream.getvalue()


def dry_run(content: bytes) -> DryRun:
    """Read a filled-in template and check every row against the accounts and units that are there; write nothing."""
    if len(content) > LARGEST_FILE:
        return _hopeless(_("The file is larger than %(most)d MB.") % {"most": LARGEST_FILE // 1_000_000})
    try:
        grids = read_sheets(content)
    except ValidationError as error:
        return _hopeless(" ".join(error.messages))
    grid = grids[0] if grids else Grid("", [])
    columns = _columns(grid)
    missing = [heading for key, heading in headings().items() if key in KEYS[:2] and key not in columns]
    if missing:
        return _hopeless(
            _("The first row lacks the headings %(headings)s. Use the template.")
            % {"headings": _(", ").join(missing)}
        )
    return _Check(grid, columns).run()


@transaction.atomic
def create_all(actor: Actor, rows: Iterable[Row]) -> bytes:
    """Create all users of a dry run, or none; returns the workbook of their one-time passwords. Needs accounts.users.

    Raises ValidationError when something has changed since the dry run (a name taken, a unit closed, a role gone).
    """
    require(actor, "accounts.users")
    units = {unit.code: unit for unit in Unit.objects.all()}
    made = []
    for row in rows:
        if row.unit and row.unit not in units:
            raise ValidationError(
                _("Row %(row)d: there is no unit %(unit)s.") % {"row": row.line, "unit": row.unit}
            )
        try:
            user, password = create_user(
                actor, row.username, row.display_name, units.get(row.unit), row.roles, row.email
            )
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise ValidationError(
                _("Row %(row)d: %(reason)s") % {"row": row.line, "reason": reason}
            ) from error
        made.append((user, password))
    record(actor, "accounts.import_users", detail={"count": len(made)})
    return _passwords(actor, made)


def _passwords(actor: Actor, made: list[tuple[User, str]]) -> bytes:
    """The workbook that lists the one-time passwords."""
    columns = [
        Column("username", _("User name")),
        Column("name", _("Full name")),
        Column("unit", _("Unit")),
        Column("password", _("One-time password")),
    ]
    rows = [
        {
            "username": user.username,
            "name": user.display_name,
            "unit": str(user.unit or ""),
            "password": password,
        }
        for user, password in made
    ]
    note = _(
        "Hand each password over in person, then delete this file. It must be changed at the first sign-in."
    )
    return workbook(Table(_("One-time passwords"), columns, rows, note=note), actor)


def _hopeless(said: str) -> DryRun:
    """A file of which nothing can be used."""
    return DryRun(problems=[Problem("", "", said)])


def _columns(grid: Grid) -> dict[str, int]:
    """Key → column of the first row, headings in either language."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(heading): key for key, heading in headings().items()}
    first = grid.rows[0] if grid.rows else []
    found: dict[str, int] = {}
    for position, cell in enumerate(first):
        key = known.get(same_text(shown(cell)))
        if key:
            found.setdefault(key, position)
    return found


class _Check:
    """One pass over the rows of a file."""

    def __init__(self, grid: Grid, columns: dict[str, int]) -> None:
        self.grid, self.columns, self.result = grid, columns, DryRun()
        self.names = headings()
        self.units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(is_active=True):
            self.units |= dict.fromkeys(
                (unit.code.casefold(), same_text(unit.name), same_text(unit.name_en)), unit
            )
        self.roles: dict[str, Role] = {}
        for role in Role.objects.all():
            self.roles |= dict.fromkeys(
                (role.code.casefold(), same_text(role.name), same_text(role.name_en)), role
            )
        for known in (self.units, self.roles):
            known.pop("", None)
        self.taken = {name.casefold() for name in User.objects.values_list("username", flat=True)}

    def run(self) -> DryRun:
        """Every row; rows without anything in our columns are skipped."""
        lines = [
            line
            for line in range(1, len(self.grid.rows))
            if any(not is_blank(self.grid.cell(line, column)) for column in self.columns.values())
        ]
        if not lines:
            return _hopeless(_("The file has no users."))
        if len(lines) > MOST_ROWS:
            return _hopeless(
                _("The file has %(count)d users; at most %(most)d at a time.")
                % {"count": len(lines), "most": MOST_ROWS}
            )
        for line in lines:
            self._row(line)
        return self.result

    def _text(self, line: int, key: str) -> str:
        """The text of a cell, without blanks around it."""
        column = self.columns.get(key)
        if column is None or is_blank(self.grid.cell(line, column)):
            return ""
        cell = self.grid.cell(line, column)
        if (
            isinstance(cell, float) and cell.is_integer()
        ):  # a user name of figures, which Excel keeps as a number
            return f"{cell:.0f}"
        return shown(cell).strip()

    def _say(self, line: int, key: str, said: str) -> None:
        """Note a problem of a cell."""
        cell = f"{letters(self.columns[key])}{line + 1}" if key in self.columns else str(line + 1)
        self.result.problems.append(Problem(cell, self.names.get(key, ""), said))

    def _row(self, line: int) -> None:
        """Check one row and keep it."""
        name = self._text(line, "username")
        user = User(
            username=name, display_name=self._text(line, "display_name"), email=self._text(line, "email")
        )
        before = len(self.result.problems)
        if not user.display_name:
            self._say(line, "display_name", _("The full name is missing."))
        if name and name.casefold() in self.taken:
            self._say(
                line, "username", _("There is a user of this name already: %(name)s.") % {"name": name[:150]}
            )
        else:
            self._by_model(line, user)
        self.taken.add(name.casefold())
        unit = self._unit(line)
        roles = self._roles(line, user)
        if len(self.result.problems) == before:
            code = unit.code if unit else ""
            row = Row(line + 1, name, user.display_name, code, user.email, tuple(role.code for role in roles))
            self.result.rows.append(row)

    def _by_model(self, line: int, user: User) -> None:
        """What the model itself refuses: an empty or impossible name, a long text, a wrong address."""
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as error:
            for key, reasons in error.message_dict.items():
                self._say(line, key, " ".join(reasons))

    def _unit(self, line: int) -> Unit | None:
        """The unit of a row by code or name."""
        text = self._text(line, "unit")
        if not text:
            return None
        unit = _named(self.units, text)
        if unit is None:
            self._say(line, "unit", _("There is no unit “%(text)s” in use.") % {"text": text[:100]})
        return unit

    def _roles(self, line: int, user: User) -> list[Role]:
        """The roles of a row; several are separated by a comma of any kind."""
        text = self._text(line, "roles")
        for mark in BETWEEN_ROLES:
            text = text.replace(mark, "、")
        roles: list[Role] = []
        for part in filter(None, (part.strip() for part in text.split("、"))):
            role = _named(self.roles, part)
            if role is None:
                self._say(line, "roles", _("There is no role “%(text)s”.") % {"text": part[:100]})
            elif role not in roles:
                roles.append(role)
        try:
            check_roles(user, roles)
        except ValidationError as error:
            self._say(line, "roles", " ".join(error.messages))
        return roles


def _named(known: dict[str, Named], text: str) -> Named | None:
    """What is called so: "P01", "示范平台甲", or "P01 示范平台甲" as the drop-down writes it."""
    words = text.split(maxsplit=1)
    return known.get(same_text(text)) or (known.get(words[0].casefold()) if words else None)
