"""Writes to accounts that other rooms and programs may call; see ``administration.services`` for all of them."""

from keqiao.web.accounts.administration.services.roles import reduce_roles
from keqiao.web.accounts.administration.services.users import create_user

__all__ = ["create_user", "reduce_roles"]
