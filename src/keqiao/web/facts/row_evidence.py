"""What rows of the registers rest on: the section of a row's page, and what the measures counted from it ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.facts.derivations import derivations
from keqiao.web.facts.models import Evidence, MeasureDefinition, RowEvidence
from keqiao.web.registry.editing.views import refusal
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models import Record
from keqiao.web.registry.registers import BY_MODEL, Register
from keqiao.web.registry.sections import RowsAction, RowSection


@dataclass(frozen=True)
class AttachedFile:
    """A file at a row, and whether the reader may open it: only then its title is told."""

    attached: RowEvidence
    allowed: bool

    @property
    def file(self) -> Evidence:
        """The file."""
        return self.attached.evidence


def files_of(user: Actor, row: Record, until: datetime | None = None) -> list[AttachedFile]:
    """Return the files at a row as it is, or as it was at ``until``, the newest first."""
    uses = RowEvidence.objects.current(until).of_register(type(row), [row.pk])
    attached = list(uses.select_related("evidence", "by"))
    keys = [attachment.evidence_id for attachment in attached]
    open_to = set(Evidence.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [AttachedFile(attachment, attachment.evidence_id in open_to) for attachment in attached]


def files_by_row(model: type[Record], rows: Iterable[int]) -> dict[int, int]:
    """Return how many files each of ``rows`` rests on, rows without any left out."""
    wanted = set(rows)
    supported = RowEvidence.objects.current().of_register(model).values_list("row", flat=True)
    return dict(Counter(row for row in supported if row in wanted))


@dataclass(frozen=True)
class RowsProof:
    """How many of the rows behind a figure rest on files; ``open_rows`` are the others."""

    total: int
    open_rows: list[int]

    @property
    def text(self) -> str:
        """In words."""
        return _("%(number)s of %(total)s rows have evidence files.") % {
            "number": self.total - len(self.open_rows),
            "total": self.total,
        }


def proof_of(model: type[Record], rows: Sequence[int]) -> RowsProof:
    """Return how many of ``rows`` rest on files, and which do not."""
    having = files_by_row(model, rows)
    return RowsProof(len(rows), [row for row in rows if row not in having])


def asked_for(model: type[Record]) -> list[tuple[str, str]]:
    """Return which evidence the measures counted from a register ask for: (their names, the evidence)."""
    codes = [code for code, rule in derivations().items() if rule.model == model._meta.label]
    definitions = MeasureDefinition.objects.filter(derivation__in=codes, valid_to=None).exclude(
        evidence_kind=""
    )
    kinds: dict[str, list[str]] = {}
    for definition in definitions.select_related("measure").order_by("measure__order", "measure__code"):
        kind = in_language(definition.evidence_kind, definition.evidence_kind_en)
        kinds.setdefault(kind, []).append(str(definition.measure))
    return [(_(", ").join(dict.fromkeys(names)), kind) for kind, names in kinds.items()]


def row_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """Return the part of a row's page that lists its files, for who may see figures."""
    if not decide(user, "facts.view"):
        return None
    register = BY_MODEL[type(row)]
    may_attach = until is None and row.withdrawn_at is None and not refusal(user, register, row)
    context = {
        "files": files_of(user, row, until),
        "asked_for": asked_for(type(row)),
        "register": register,
        "row": row,
        "attach": f"{reverse('facts:row_evidence', args=(register.key,))}?row={row.pk}" if may_attach else "",
    }
    return RowSection(_("Evidence"), "facts/row_section.html", context, anchor="evidence")


def rows_action(user: Actor, register: Register) -> RowsAction | None:
    """Return what a list of rows offers for those that are chosen: to attach attachment file to all of them."""
    if not decide(user, "facts.view"):
        return None
    return RowsAction(
        _("Attach a file to the chosen rows"), reverse("facts:row_evidence", args=(register.key,))
    )
