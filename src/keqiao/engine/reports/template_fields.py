"""What a Word template may name: fields of one text or figure, and lists whose columns fill rows.

::

    {{标题}}            a text or a figure of the paper
    {{营业收入|亿元}}    a figure of money in another unit
    {{督办事项.事项}}    a column of a list: the row of the table, or the paragraph, is repeated for each entry
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from keqiao.engine.findings import Finding
from keqiao.language import Message, message

UNITS = ("元", "万元", "亿元")
"""Units that a figure of money may be told in."""
FieldKind = Literal["text", "figure", "list"]


@dataclass(frozen=True)
class TemplateField:
    """A field: its name, what it holds, what a sample prints; ``columns`` are those of a list.

    ``unit``: that of a figure.
    """

    name: str
    words: str | Message
    example: str = ""
    unit: str = ""
    columns: tuple[TemplateField, ...] = ()

    @property
    def kind(self) -> FieldKind:
        """Whether it is a text, a figure or a list."""
        if self.columns:
            return "list"
        return "figure" if self.unit else "text"


@dataclass(frozen=True)
class TemplateProblem(Finding):
    """What is wrong with a template: the sentence of the file in which it stands is part of what is said."""

    check: str = ""


@dataclass(frozen=True)
class FieldReference:
    """A field as a template names it: its name, the column of a list, the unit of money."""

    name: str
    column: str = ""
    unit: str = ""


@dataclass(frozen=True)
class TemplateFields:
    """The fields of a kind of paper; ``aliases``: further names of figures, and which field each means."""

    fields: tuple[TemplateField, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, TemplateField]:
        """The fields by name, aliases included."""
        named = {known.name: known for known in self.fields}
        return named | {alias: named[name] for alias, name in self.aliases.items() if name in named}

    def reference(self, written: str) -> FieldReference:
        """What a tag means, where it names a field. Raises :class:`UnknownFieldError` that says what is near."""
        name, _, unit = (part.strip() for part in written.partition("|"))
        if name in self.by_name and not self.by_name[name].columns:
            known = self.by_name[name]
            if unit and (known.unit not in UNITS or unit not in UNITS):
                said = message("“{name}” is not told in {unit}.", name=name, unit=unit)
                raise UnknownFieldError(
                    said, message("Money can be told in 元, 万元 or 亿元, others as they are.")
                )
            return FieldReference(known.name, unit=unit)
        whole, _, column = (part.strip() for part in name.partition("."))
        of = self.by_name.get(whole)
        if of is None:
            raise UnknownFieldError(
                message("There is no field “{name}”.", name=name), _use(name, self._spelt())
            )
        columns = [known.name for known in of.columns]
        if column not in columns or unit:
            if not columns:
                said = message("“{name}” is no list: it has no columns.", name=whole)
            elif not column:
                said = message("“{name}” is a list: name one of its columns.", name=whole)
            else:
                said = message("The list “{name}” has no column “{column}”.", name=whole, column=column)
            raise UnknownFieldError(
                said, _use(f"{whole}.{column}", [f"{whole}.{known}" for known in columns] or [whole])
            )
        return FieldReference(of.name, column)

    def is_known(self, written: str) -> bool:
        """Whether a tag names a field."""
        try:
            self.reference(written)
        except UnknownFieldError:
            return False
        return True

    def _spelt(self) -> list[str]:
        """Every way to name a field."""
        return [
            spelt
            for name, known in self.by_name.items()
            for spelt in ([f"{name}.{column.name}" for column in known.columns] or [name])
        ]


class UnknownFieldError(ValueError):
    """A tag that names no field: what is wrong, and what is near."""

    def __init__(self, sentence: Message, remedy: Message) -> None:
        self.sentence, self.remedy = sentence, remedy
        super().__init__(str(sentence))


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The names that are spelt most like one, the nearest first (Ratcliff and Obershelp 1988, as in ``difflib``)."""
    return get_close_matches(name, list(known), n=most, cutoff=0.4)


def _use(name: str, known: Sequence[str]) -> Message:
    near = nearest(name, known)
    if near:
        return message("Did you mean {names}?", names="、".join(f"{{{{{spelt}}}}}" for spelt in near))
    return message(
        "Use one of the fields that are listed, such as {name}.", name=f"{{{{{known[0]}}}}}" if known else "—"
    )


TAG = re.compile(r"\{\{(?P<name>[^{}]{0,80})\}\}")
"""A field in a text."""
