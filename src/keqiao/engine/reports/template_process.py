"""A template that somebody else made, read in a process of its own (:mod:`keqiao.files.confinement`)."""

from __future__ import annotations

import json
from pathlib import Path

from keqiao.engine.reports.template_fields import TemplateFields
from keqiao.engine.reports.word_template import read_template


def sentences(path: Path) -> bytes:
    """The sentences of a template as JSON. Raises FileProblem for a file that no template may be."""
    template = read_template(path.read_bytes(), TemplateFields(()), path.name)
    return json.dumps(template.sentences, ensure_ascii=False).encode()
