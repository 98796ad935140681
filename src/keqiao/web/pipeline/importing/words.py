"""The headings of lists of projects, and the names that people give stages and fields (``words.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.figures import same_text
from keqiao.web.pipeline.models import Stage

STAGE = "stage"
"""The column of the stage, which the register does not have."""
BEHIND = ("阶段", "期", "中")
"""What may stand behind the name of a stage: 中试阶段, 孵化期, 产业化中."""


@cache
def headings() -> Mapping[str, str]:
    """Return heading, as :func:`same_text` writes it → column."""
    return {same_text(heading): column for column, words in _words()["headings"].items() for heading in words}


def field_named(text: str) -> str:
    """Return the code of the field of technology that people call so; empty for none."""
    return _codes("fields").get(same_text(text), "")


def stage_named(text: str) -> Stage:
    """Return the stage that a cell names. Raises ValidationError for none."""
    plain, known = same_text(text), _codes("stages")
    bare = (plain.removesuffix(word) for word in BEHIND)
    code = next((known[word] for word in (plain, *bare) if word in known), None)
    if code is None:
        offered = _(", ").join(str(stage.label) for stage in Stage)
        raise ValidationError(_("“%(text)s” is none of: %(words)s.") % {"text": text[:40], "words": offered})
    return Stage(code)


@cache
def _codes(part: str) -> Mapping[str, str]:
    return {same_text(name): code for code, names in _words()[part].items() for name in names}


@cache
def _words() -> Mapping[str, Any]:
    text = (files("keqiao.web.pipeline.importing") / "words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words
