"""A document that is uploaded and read back: its figures against one another, and against the facts of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from keqiao.engine.phrases import ProseVerification, verify_paragraphs
from keqiao.engine.phrases.reader_process import from_json
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.procedures.responses import INVALID
from keqiao.web.reports import judgement
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.models import SurveyReport
from keqiao.web.reports.pages import crumbs
from keqiao.web.reports.rights import VIEW
from keqiao.web.reports.selectors import reports_for
from keqiao.web.site.foreign_files import examine_apart, refuse_malware
from keqiao.web.site.forms import styled

LARGEST = 20 * 1024 * 1024
MOST_LETTERS = 300_000
READER = "keqiao.engine.phrases.reader_process:paragraphs"


class CheckedFileForm(forms.Form):
    """The document, and the report whose facts it is tried against."""

    file = forms.FileField(label=gettext_lazy("Word document, PDF or text file"))
    report = forms.ModelChoiceField(
        label=gettext_lazy("Facts of this report"), queryset=SurveyReport.objects.none(), required=False
    )

    def __init__(self, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports: Any = self.fields["report"]
        reports.queryset = reports_for(user)
        styled(self)


def verified(content: bytes, report: SurveyReport | None) -> ProseVerification:
    """Read a document in a process apart and judge its figures. Raises ValidationError."""
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than 20 MB."))
    refuse_malware(content)
    paragraphs = from_json(examine_apart(READER, content))
    if sum(len(paragraph.text) for paragraph in paragraphs) > MOST_LETTERS:
        raise ValidationError(
            _("The document has more than %(most)d characters; use the command for it.")
            % {"most": MOST_LETTERS}
        )
    if report is None:
        return verify_paragraphs(paragraphs)
    return verify_paragraphs(paragraphs, [claim.fact for claim in ReportClaims(report).everything])


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(VIEW)
def verify_page(request: SignedInRequest) -> HttpResponse:
    """Read a document back: nothing of it is kept."""
    posted = request.method == "POST"
    form = CheckedFileForm(request.user, request.POST if posted else None, request.FILES if posted else None)
    verification = None
    if form.is_valid():
        try:
            verification = verified(form.cleaned_data["file"].read(), form.cleaned_data["report"])
        except ValidationError as error:
            form.add_error("file", error.messages)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs()}
    if verification is not None:
        context |= {
            "verification": verification,
            "remarks": judgement.document_remarks(verification),
            "counts": judgement.counts(verification),
            "table": judgement.figures_table(verification),
        }
    return render(request, "reports/verify.html", context, status=INVALID if form.errors else 200)
