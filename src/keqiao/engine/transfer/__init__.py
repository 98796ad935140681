"""Income of a transformed result and capital of a firm: who gets how much, who holds how much, by which article.

Pure functions over a case or a ledger; the parameters of the law are data with article and date (``law.yaml``).
"""

from keqiao.engine.transfer.income_share import (
    IncomeSharing,
    MainContributors,
    PaymentColumn,
    RewardBase,
    RewardLine,
    share_income,
)
from keqiao.engine.transfer.law import TRANSFER_LAW, Provision, TransferLaw, packaged_law
from keqiao.engine.transfer.reward_rule import AppliedRule, NoRuleError
from keqiao.engine.transfer.tax_hint import TaxHint
from keqiao.engine.transfer.tranches import tranches
from keqiao.engine.transfer.transfer_case import TRANSFER_CASE, TransferCase

__all__ = [
    "TRANSFER_CASE",
    "TRANSFER_LAW",
    "AppliedRule",
    "IncomeSharing",
    "MainContributors",
    "NoRuleError",
    "PaymentColumn",
    "Provision",
    "RewardBase",
    "RewardLine",
    "TaxHint",
    "TransferCase",
    "TransferLaw",
    "packaged_law",
    "share_income",
    "tranches",
]
