"""Scheme versions: list, page in plain words, upload with findings, download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.documents import DocumentFinding, html
from keqiao.engine.schemes import Scheme, explain_scheme
from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import computing, listings, releases, selectors, services
from keqiao.web.evaluations.context import crumbs
from keqiao.web.evaluations.forms import SchemeForm
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.outline import outline
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.rulebooks.findings import finding_rows
from keqiao.web.site.downloads import Export, send_file


def open_scheme(request: SignedInRequest, code: str, version: str) -> SchemeVersion:
    """Return the scheme version if the reader may see it. Raises Http404."""
    found = selectors.visible_schemes(request.user).filter(code=code, version=version).first()
    if found is None:
        raise Http404
    return found


def scheme_crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the list of schemes."""
    return [*crumbs(), (_("Schemes"), reverse("evaluations:schemes"))]


class SchemeList(RightRequired, View):
    """All scheme versions the reader may see."""

    right = VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the list."""
        table = listings.schemes_table(selectors.visible_schemes(request.user))
        return render(
            request,
            "evaluations/schemes.html",
            {"table": table, "may_run": signed_in(request).has_right(RUN), "crumbs": crumbs()},
        )


class SchemePage(RightRequired, View):
    """A scheme in plain words, its tree, what the check finds in it, and its text."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str, version: str) -> HttpResponse:
        """Show the page."""
        return _page(request, open_scheme(request, code, version))


def _page(
    request: SignedInRequest, stored: SchemeVersion, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Answer with the page of a version; `problems` say why what was sent about its coming into force was refused."""
    checked = computing.checked(stored.yaml_text, f"{stored.code}.yaml")
    context: dict[str, Any] = {
        "version": stored,
        "crumbs": scheme_crumbs(),
        "findings": finding_rows(checked.findings),
        "may_run": signed_in(request).has_right(RUN),
        "enactment": releases.SCHEMES.standing(request.user, stored),
        "enactment_url": reverse("evaluations:scheme_status", args=(stored.code, stored.version)),
        "enactment_problems": problems,
        "enactment_sent": request.POST,
        "runs": selectors.visible_runs(request.user).filter(scheme=stored)[:20],
    }
    if checked.document is not None:
        context |= _described(checked.document)
    return render(request, "evaluations/scheme.html", context, status=status)


def _described(scheme: Scheme) -> dict[str, Any]:
    """Return the scheme's words and tree."""
    return {
        "scheme": scheme,
        "outline": outline(scheme),
        "words": mark_safe(html(explain_scheme(scheme, get_language() or "zh"))),  # noqa: S308 — escaped there
    }


class SchemeText(RightRequired, View):
    """The YAML text as a download, byte for byte as it was uploaded."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str, version: str) -> HttpResponse:
        """Send the file."""
        stored = open_scheme(request, code, version)
        name = f"{stored.code}-{stored.version}.yaml"
        about = Export("evaluations.export_scheme", stored)
        return send_file(request, stored.yaml_text.encode(), name, about=about)


class SchemeStatus(RightRequired, View):
    """Propose to put a version into force or to retire it, and decide what another person proposed."""

    right = RUN

    def post(self, request: SignedInRequest, code: str, version: str) -> HttpResponse:
        """Do what the form asks."""
        stored = open_scheme(request, code, version)
        try:
            proposal = releases.SCHEMES.act(request.user, stored, request.POST)
        except ValidationError as error:
            return _page(request, stored, error.messages, 422)
        said = {"action": proposal.action, "state": proposal.get_state_display()}
        messages.success(request, _("%(action)s: %(state)s") % said)
        return redirect(stored)


class NewScheme(RightRequired, View):
    """Upload a scheme version; what the check finds is shown with line, key and remedy."""

    right = RUN

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._form(request, SchemeForm(), ())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check and keep the scheme, or show the findings beside its text."""
        form = SchemeForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form, (), 422)
        text, source = form.cleaned_data["text"], form.cleaned_data["source"]
        try:
            version = services.add_scheme_version(signed_in(request), text, source)
        except services.SchemeRefused as refused:
            # The file's text goes into the field, so that it can be corrected where it stands.
            again = SchemeForm(initial={"text": text, "source": source})
            return self._form(request, again, refused.findings, 422)
        messages.success(
            request,
            _(
                "The scheme was kept as a draft: %(scheme)s. It comes into force when another person accepts that."
            )
            % {"scheme": version},
        )
        return redirect(version)

    def _form(
        self, request: HttpRequest, form: SchemeForm, findings: Sequence[DocumentFinding], status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "findings": finding_rows(findings), "crumbs": scheme_crumbs()}
        return render(request, "evaluations/new_scheme.html", context, status=status)
