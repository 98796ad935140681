"""Instalments, payments, the use of the money and shares handed on inside a team, after a pool is decided."""
