"""How addresses write a run: ``<run:code>``."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class RunCode(StringConverter):
    """The code of a run, which begins with the year evaluated (2024-001), so that words below ``evaluations/`` are left
    to other pages.
    """

    regex = "[0-9][^/]*"


register_converter(RunCode, "run")
