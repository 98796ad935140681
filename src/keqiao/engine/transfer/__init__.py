"""Income of a transformed result and capital of a firm: who gets how much, who holds how much, by which article.

Pure functions over a case or a ledger; the parameters of the law are data with article and date (``law.yaml``).
"""

from keqiao.engine.transfer.equity_checks import equity_findings
from keqiao.engine.transfer.equity_document import EQUITY_LEDGER
from keqiao.engine.transfer.equity_ledger import EquityLedger
from keqiao.engine.transfer.equity_rounds import EquityRound, equity_rounds
from keqiao.engine.transfer.holdings import CapitalHolding, CapTable, cap_table
from keqiao.engine.transfer.income_share import (
    IncomeSharing,
    MainContributors,
    PaymentColumn,
    RewardBase,
    RewardLine,
    share_income,
)
from keqiao.engine.transfer.law import TRANSFER_LAW, Provision, TransferLaw, packaged_law
from keqiao.engine.transfer.look_through import look_through
from keqiao.engine.transfer.reward_rule import AppliedRule, NoRuleError
from keqiao.engine.transfer.tax_hint import TaxHint
from keqiao.engine.transfer.tranches import tranches
from keqiao.engine.transfer.transfer_case import TRANSFER_CASE, TransferCase

__all__ = [
    "EQUITY_LEDGER",
    "TRANSFER_CASE",
    "TRANSFER_LAW",
    "AppliedRule",
    "CapTable",
    "CapitalHolding",
    "EquityLedger",
    "EquityRound",
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
    "cap_table",
    "equity_findings",
    "equity_rounds",
    "look_through",
    "packaged_law",
    "share_income",
    "tranches",
]
