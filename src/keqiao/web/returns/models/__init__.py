"""The models of the returns room."""

from keqiao.web.returns.models.checks import CheckRule, Explanation
from keqiao.web.returns.models.collections import Collection, CollectionItem
from keqiao.web.returns.models.forms import REVIEWING, WRITABLE, Cell, Return
from keqiao.web.returns.models.steps import Step, Submission, UnlockRequest

__all__ = [
    "REVIEWING",
    "WRITABLE",
    "Cell",
    "CheckRule",
    "Collection",
    "CollectionItem",
    "Explanation",
    "Return",
    "Step",
    "Submission",
    "UnlockRequest",
]
