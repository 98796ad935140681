"""The demonstration city 示范市: a seeded generator of invented rows, and the code that loads them.

Nothing in here is about a real place. The platforms, firms, persons and figures are made up; only the *totals* as of
2024-10-31 equal the published figures in ``published.yaml``, so that the system's own arithmetic can be checked.
"""
