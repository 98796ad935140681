"""Units, roles, users, and what belongs to a user's account."""

from keqiao.web.accounts.models.alarms import Alarm
from keqiao.web.accounts.models.credentials import ApiToken, PasswordReset, PasswordUsed
from keqiao.web.accounts.models.proposals import RoleProposal
from keqiao.web.accounts.models.sign_ins import Factor, RecoveryCode, SignIn
from keqiao.web.accounts.models.submissions import Submission
from keqiao.web.accounts.models.users import Role, Unit, User, in_own_language

__all__ = [
    "Alarm",
    "ApiToken",
    "Factor",
    "PasswordReset",
    "PasswordUsed",
    "RecoveryCode",
    "Role",
    "RoleProposal",
    "SignIn",
    "Submission",
    "Unit",
    "User",
    "in_own_language",
]
