"""Templates of papers: Word files that an official edits in WPS, kept as versioned documents that two persons enact.

The package brings none: a paper then has the layout of GB/T 9704. A file is kept in its document as it was uploaded,
beside its sentences, by which two versions are compared.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from pydantic import Field

from keqiao.engine.documents import (
    Block,
    Bullets,
    DocumentFinding,
    DocumentForm,
    HeadingBlock,
    Label,
    ParagraphBlock,
    Positions,
)
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports import (
    KINDS,
    PaperKind,
    TemplateField,
    TemplateFields,
    printed_fact,
    read_template,
    sample,
)
from keqiao.engine.reports.word_template import LARGEST_TEMPLATE
from keqiao.files.problems import FileProblem
from keqiao.language import message
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.reports.documents import OUTLINE, STANDARD_LAYOUT
from keqiao.web.rulebooks.forms import VersionForm
from keqiao.web.rulebooks.kind import KindPanel
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words
from keqiao.web.rulebooks.version_rows import VersionRow
from keqiao.web.site.foreign_files import examine_apart, refuse_malware
from keqiao.web.site.papers import DEMONSTRATION

BEFORE = "上年"
READER = "keqiao.engine.reports.template_process:sentences"
NAMES = {
    "brief": gettext_lazy("Template of briefs"),
    "profile": gettext_lazy("Template of profiles of platforms"),
    "notice": gettext_lazy("Template of evaluation notices"),
}


class StoredTemplate(SourcedPart):
    """A template as it is kept: the name of its file, its sentences, and the file (base64); none is the standard."""

    status: Annotated[Words, Label(gettext_lazy("Status"))]
    file_name: Annotated[str, Field(max_length=120), Label(gettext_lazy("Word file"))] = ""
    sentences: Annotated[tuple[str, ...], Field(max_length=4_000), Label(gettext_lazy("sentences"))] = ()
    word: Annotated[str, Field(max_length=LARGEST_TEMPLATE * 3 // 2), Label(gettext_lazy("Word file"))] = ""

    @cached_property
    def content(self) -> bytes:
        """The file; empty for the standard layout. Raises ValueError for a text that is none."""
        return base64.b64decode("".join(self.word.split()), validate=True)


def template_fields(kind: PaperKind) -> TemplateFields:
    """The fields of a paper: its own, and every measure, of the period and of the same a year before."""
    aliases: dict[str, str] = {}
    figures = []
    further = OUTLINE.in_force().names
    for measure in Measure.objects.order_by("order", "pk"):
        for start, words in (("", measure.code), (BEFORE, f"before_{measure.code}")):
            name = start + measure.name
            figures.append(TemplateField(name, words, _example(measure), measure.unit))
            aliases[words] = name
            aliases |= {start + other: name for other in further.get(measure.code, ())}
    return kind.fields(figures, aliases)


def _example(measure: Measure) -> str:
    return printed_fact(SourceFact((measure.name,), Decimal(123), measure.unit))


@dataclass(frozen=True, eq=False)
class TemplateKind(DocumentKind[StoredTemplate]):
    """A kind of document that is a Word file."""

    paper: PaperKind

    @property
    def is_text(self) -> bool:
        """Nobody reads the text in which a file is kept."""
        return False

    @property
    def upload_form(self) -> type[VersionForm]:
        """It takes the file."""
        return FORMS[self.paper.code]

    def handed_out(self, text: str) -> tuple[bytes, str]:
        """Return the file as it was uploaded; the text for the standard layout."""
        document = self.read(text).document
        if document is None or not document.word:
            return super().handed_out(text)
        return document.content, ".docx"

    def compared(self, document: StoredTemplate) -> StoredTemplate:
        """Return it with the hash of the file for the file."""
        digest = hashlib.sha256(document.word.encode()).hexdigest() if document.word else ""
        return document.model_copy(update={"word": digest})


class TemplateForm(VersionForm):
    """A Word file, the name of its version, its first day and its source."""

    paper: PaperKind
    file = forms.FileField(
        label=gettext_lazy("Word file"),
        required=False,
        help_text=gettext_lazy(
            "Written in WPS or Word, saved as .docx; its fields stand in double braces, such as {{标题}}."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read the file in a process apart and write it as the text that is kept."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        file = cleaned.get("file")
        cleaned["text"] = ""
        if file is None:
            self.add_error("file", _("Choose the Word file of the template."))
        elif file.size > LARGEST_TEMPLATE:
            said = _("The file is larger than %(most)d kB. Take large pictures and embedded fonts out of it.")
            self.add_error("file", said % {"most": LARGEST_TEMPLATE // 1000})
        else:
            try:
                cleaned["text"] = stored_text(file.read(), str(file.name))
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


FORMS = {code: type("TemplateForm", (TemplateForm,), {"paper": kind}) for code, kind in KINDS.items()}


def stored_text(content: bytes, name: str) -> str:
    """Return a template as it is kept. Raises ValidationError for a file that no template may be."""
    refuse_malware(content)
    sentences = json.loads(examine_apart(READER, content))
    kept = {
        "status": {"zh": "上传的模板", "en": "Uploaded template"},
        "source": {"zh": "上传", "en": "Uploaded"},
        "file_name": Path(name).name[-120:],
        "sentences": sentences,
        "word": base64.b64encode(content).decode(),
    }
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1_000_000)


def _checks(kind: PaperKind) -> Any:
    def check(template: StoredTemplate, positions: Positions) -> Iterable[DocumentFinding]:
        """The fields of the file are those of the paper."""
        if not template.word:
            return
        try:
            read = read_template(template.content, template_fields(kind), template.file_name)
        except (binascii.Error, ValueError):
            yield DocumentFinding("error", message("The text holds no Word file."), key="word", check="word")
            return
        except FileProblem as problem:
            yield DocumentFinding(
                "error", problem.sentence, remedy=problem.remedy, key="word", check=problem.code
            )
            return
        for number, finding in enumerate(read.problems):
            yield DocumentFinding(
                finding.severity, finding.message, remedy=finding.remedy, check=f"{finding.check}{number}"
            )
        if list(template.sentences) != read.sentences:
            sentence = message("The sentences are not those of the file.")
            yield DocumentFinding("error", sentence, key="sentences", check="sentences")

    return check


def _explained(template: StoredTemplate, language: str) -> list[Block]:
    """What the template reads like, and a sample."""
    with override(language):
        if not template.word:
            return [
                ParagraphBlock(
                    (
                        _(
                            "The standard layout (GB/T 9704-2012). A Word template that is put into force replaces it."
                        ),
                    )
                )
            ]
        return [
            ParagraphBlock((template.file_name,), strong=True),
            HeadingBlock(_("What it reads like"), 3),
            Bullets(template.sentences),
        ]


def _panel(_actor: Actor, row: VersionRow, template: StoredTemplate | None) -> dict[str, Any]:
    """What the page of a version adds: its sample, the template to begin with."""
    paper = row.kind.code.removeprefix("reports.").removesuffix("_template")
    return {"paper": paper, "is_file": template is not None and bool(template.word), "template_row": row}


TEMPLATES = {
    code: TemplateKind(
        f"reports.{code}_template",
        NAMES[code],
        gettext_lazy("The Word file that a paper is filled into: looks, letterhead, fixed sentences"),
        DocumentForm(StoredTemplate, _checks(kind)),
        STANDARD_LAYOUT,
        kind,
        explain=_explained,
        panel=KindPanel(_panel, aside="reports/_template.html"),
    )
    for code, kind in KINDS.items()
}


def sample_of(kind: TemplateKind, text: str) -> bytes | None:
    """Return a sample of a template, marked as such; None for the standard layout and for one that cannot be filled."""
    template = kind.read(text).usable
    if template is None or not template.word:
        return None
    return sample(template.content, template_fields(kind.paper), mark=f"样张（{DEMONSTRATION}）")


BRIEF, PROFILE, NOTICE = (TEMPLATES[code] for code in ("brief", "profile", "notice"))
