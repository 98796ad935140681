"""Templates of papers: their fields, a template to begin with, a sample of a version."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views import View
from django.views.decorators.http import require_safe

from keqiao.engine.reports import KINDS, TemplateField, starter_template
from keqiao.language import Message
from keqiao.web.accounts.access import RightRequired, right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.jobs.progress import Refused
from keqiao.web.reports.pages import crumbs
from keqiao.web.reports.rights import VIEW
from keqiao.web.reports.word_templates import TEMPLATES, TemplateKind, sample_of, template_fields
from keqiao.web.rulebooks.kind import CHANGE
from keqiao.web.rulebooks.kind import VIEW as VIEW_RULEBOOKS
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.file_offers import FileOffer, MadeFile
from keqiao.web.site.foreign_files import language
from keqiao.web.site.tables import Column, Table
from keqiao.web.site.watcher import Watcher


@require_safe
@right_required(VIEW)
def templates_page(request: SignedInRequest) -> HttpResponse:
    """The kinds of papers with what is in force, and the fields that a template may name."""
    user = request.user
    chosen = KINDS.get(request.GET.get("kind", ""), KINDS["brief"])
    context = {
        "kinds": [
            {
                "code": code,
                "name": KINDS[code].name.in_language(language()),
                "file": kind.in_force().file_name,
                "url": reverse("rulebooks:kind", args=(kind.code,)) if user.has_right(VIEW_RULEBOOKS) else "",
                "upload": reverse("rulebooks:new", args=(kind.code,)) if user.has_right(CHANGE) else "",
                "starter": reverse("reports:starter", args=(code,)),
            }
            for code, kind in TEMPLATES.items()
        ],
        "chosen": chosen.code,
        "own": _own(chosen.own),
        "figures": _figures([known for known in template_fields(chosen).fields if known.unit]),
        "crumbs": crumbs(),
    }
    return render(request, "reports/templates.html", context)


def _own(fields: tuple[TemplateField, ...]) -> Table:
    rows = []
    for known in fields:
        rows += [
            {
                "field": f"{{{{{known.name}.{column.name}}}}}" if column else f"{{{{{known.name}}}}}",
                "words": _words(column or known),
                "example": (column or known).example,
            }
            for column in known.columns or (None,)
        ]
    columns = [
        Column("field", _("Field")),
        Column("words", _("What it holds")),
        Column("example", _("Example")),
    ]
    return Table(_("Fields of this paper"), columns, rows, name="fields", stacked=True)


def _figures(fields: list[TemplateField]) -> Table:
    rows = [
        {"field": f"{{{{{known.name}}}}}", "code": f"{{{{{known.words}}}}}", "unit": known.unit}
        for known in fields
    ]
    columns = [Column("field", _("Field")), Column("code", _("or by code")), Column("unit", _("Unit"))]
    return Table(_("Figures that every paper may name"), columns, rows, name="figures", stacked=True)


def _words(known: TemplateField) -> str:
    return known.words.in_language(language()) if isinstance(known.words, Message) else known.words


@require_safe
@right_required(VIEW)
def starter(request: SignedInRequest, kind: str) -> HttpResponse:
    """A template to begin with: every field once. It holds nothing of the installation."""
    if kind not in KINDS:
        raise Http404
    return send_file(request, starter_template(KINDS[kind]), f"{kind}-template.docx", about=None)


class TemplateSample(FileOffer, RightRequired, View):
    """A version of a template filled with examples, made by a job."""

    right = VIEW

    @cached_property
    def kind(self) -> TemplateKind:
        """That of the address. Raises Http404."""
        kind = TEMPLATES.get(str(self.kwargs["kind"]))
        if kind is None:
            raise Http404
        return kind

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hand out the sample, or the page of the job that draws it."""
        self.kind.row(self.request.user, str(self.kwargs["key"]))
        return self.hand_out()

    def takes_long(self) -> bool:
        """A file from outside is filled: always by a job."""
        return True

    def make(self, watcher: Watcher) -> MadeFile:
        """The sample. Raises Refused for a version that has no file, or whose fields are wrong."""
        row = self.kind.row(self.request.user, str(self.kwargs["key"]))
        watcher.update(0.2)
        content = sample_of(self.kind, row.text)
        if content is None:
            raise Refused(
                gettext_noop("There is no sample: the version has no Word file, or its fields are wrong.")
            )
        return MadeFile(content, f"{self.kind.paper.code}-sample.docx", self.about())

    def label(self) -> str:
        """The template."""
        return _("Sample of %(template)s") % {"template": self.kind.name}

    def about(self) -> Export:
        """What the audit log keeps."""
        return Export(
            "reports.export", None, {"template": self.kind.code, "version": str(self.kwargs["key"])}
        )
