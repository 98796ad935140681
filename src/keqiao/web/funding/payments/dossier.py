"""What the dossier of a grading holds about the money that followed from it: totals of teams, no amounts of persons."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Evidence
from keqiao.web.funding import narrative
from keqiao.web.funding.models import (
    Instalment,
    InstalmentTerm,
    Payment,
    Pool,
    PoolStep,
    ProposalLine,
    Spending,
    TeamShare,
)
from keqiao.web.funding.payments.selectors import lines_of, payments_of, uses_of
from keqiao.web.grading.dossier.documents import DossierFile
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import about_sheet, rows_of
from keqiao.web.grading.models import Grading
from keqiao.web.site.punctuation import in_sequence

ABOUT = (
    "code",
    "title",
    "period",
    "amount",
    "source",
    "grading",
    "basis",
    "state",
    "chosen",
    "minutes",
    "created_by",
    "created_at",
    "decided_by",
    "decided_at",
)


def money(user: User, grading: Grading) -> Contribution | None:
    """Give the decided pools of a grading: rules, amounts with formulas, instalments, payments, uses."""
    pools = list(
        Pool.objects.visible_to(user)
        .filter(grading=grading, state=Pool.State.DECIDED)
        .select_related("chosen__rules", "grading", "decided_by", "created_by")
        .order_by("pk")
    )
    if not pools:
        return None
    documents: list[DossierFile] = []
    evidence: dict[str, Evidence] = {}
    for pool in pools:
        documents += _documents(user, pool, evidence)
    return Contribution(documents, [evidence[key] for key in sorted(evidence)], pools)


def _documents(user: User, pool: Pool, evidence: dict[str, Evidence]) -> Iterator[DossierFile]:
    folder, about = f"{pool.pk}/", {"pool": str(pool)}
    lines = lines_of(user, pool)
    payments, uses = list(payments_of(lines)), list(uses_of(lines))
    files = [*(entry.file for entry in payments), *(entry.file for entry in uses)]
    evidence |= {file.sha256: file for file in files if file is not None}
    keys = [line.pk for line in lines]
    named = {line.pk: line.platform for line in lines}
    yield about_sheet(f"{folder}pool.csv", _("Pool of money %(pool)s") % about, pool, ABOUT)
    if pool.chosen is not None:
        rules = pool.chosen.rules
        title = _("Allocation rules %(rules)s; the text as it was stored") % {"rules": rules}
        yield DossierFile(f"{folder}rules.yaml", title, rules.yaml_text.encode())
    steps = PoolStep.objects.filter(pool=pool).select_related("by").order_by("at", "pk")
    yield rows_of(
        f"{folder}steps.csv",
        _("Every step of the pool: who, when, what changed, why"),
        PoolStep,
        steps,
        ("action", "at", "by", "before", "after", "reason"),
    )
    yield rows_of(
        f"{folder}amounts.csv",
        _("What each platform gets, with its formula"),
        ProposalLine,
        lines,
        ("platform", "rank", "grade_code", "grade_zh", "amount", (_("formula"), _formula)),
    )
    platform = ProposalLine._meta.get_field("platform").verbose_name
    instalments = Instalment.objects.filter(line__in=keys).order_by("line__rank", "line", "number")
    terms = InstalmentTerm.objects.filter(instalment__line__in=keys).select_related("set_by", "instalment")
    yield rows_of(
        f"{folder}instalments.csv",
        _("Instalments"),
        Instalment,
        instalments,
        ((platform, lambda row: named[row.line_id]), "number", "name_zh", "amount"),
    )
    yield rows_of(
        f"{folder}due-dates.csv",
        _("Due dates and conditions, also earlier ones"),
        InstalmentTerm,
        terms.order_by("pk"),
        (
            (platform, lambda row: named[row.instalment.line_id]),
            ("instalment", lambda row: row.instalment.number),
            "due_on",
            "condition",
            "set_by",
            "set_at",
        ),
    )
    yield rows_of(
        f"{folder}payments.csv",
        _("Payments, and entries that take one back"),
        Payment,
        payments,
        (
            ("id", lambda row: row.pk),
            (platform, lambda row: row.instalment.line.platform),
            ("instalment", lambda row: row.instalment.number),
            "paid_on",
            "amount",
            "voucher",
            "document",
            "note",
            ("reverses", lambda row: row.reverses_id),
            ("sha256", _hash),
            "entered_by",
            "entered_at",
        ),
    )
    yield rows_of(
        f"{folder}uses.csv",
        _("Use of the money, and entries that take one back"),
        Spending,
        uses,
        (
            ("id", lambda row: row.pk),
            (platform, lambda row: row.line.platform),
            "spent_on",
            "category",
            "amount",
            "purpose",
            "voucher",
            ("team share", lambda row: row.share_id),
            ("reverses", lambda row: row.reverses_id),
            ("sha256", _hash),
            "entered_by",
            "entered_at",
        ),
    )
    shares = TeamShare.objects.filter(line__in=keys).select_related("proposed_by", "decided_by")
    yield rows_of(
        f"{folder}team-shares.csv",
        _("Shares for people of the teams: totals only"),
        TeamShare,
        shares.order_by("pk"),
        (
            ("id", lambda row: row.pk),
            (platform, lambda row: named[row.line_id]),
            "amount",
            "paid",
            "spent_on",
            "state",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
        ),
    )


def _formula(line: ProposalLine) -> str:
    return in_sequence(step.sentence for step in narrative.steps(line))


def _hash(row: Payment | Spending) -> str:
    return row.file.sha256 if row.file is not None else ""


MONEY = DossierPart("funding", money, gettext_lazy("Allocation and payments"))
