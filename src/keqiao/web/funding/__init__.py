"""Pools of money, rules, allocations side by side, decisions to the cent, instalments, payments and their use."""
