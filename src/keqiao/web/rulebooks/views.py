"""Pages: kinds, versions of a kind, one version, upload, comparison, coming into force. One set for all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.documents import Block, DocumentFinding, changes, html
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.rulebooks import listings
from keqiao.web.rulebooks.findings import finding_rows
from keqiao.web.rulebooks.forms import VersionForm
from keqiao.web.rulebooks.kinds import DocumentKind, kind_of
from keqiao.web.rulebooks.selectors import PACKAGE, VersionRow, row_of, rows_of
from keqiao.web.rulebooks.services import CHANGE, ENACTMENT, VIEW, DocumentRefused, add_version
from keqiao.web.site.downloads import Export, send_file

INVALID = 422


def words(blocks: Sequence[Block]) -> SafeString:
    """Return blocks as HTML for a page."""
    return mark_safe(html(blocks))  # noqa: S308 — the writer escapes every text


def kind_crumbs(kind: DocumentKind[Any] | None = None) -> list[tuple[Any, str]]:
    """Return the way to a page below the kinds, or below one kind."""
    found: list[tuple[Any, str]] = [(_("Rulebooks"), reverse("rulebooks:kinds"))]
    if kind is not None:
        found.append((kind.name, reverse("rulebooks:kind", args=(kind.code,))))
    return found


class KindList(RightRequired, View):
    """All kinds of documents with what is in force."""

    right = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return render(request, "rulebooks/kinds.html", {"table": listings.kinds_table()})


class KindPage(RightRequired, View):
    """A kind: its versions, two of which can be compared."""

    right = VIEW

    def get(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Show the page."""
        found = kind_of(kind)
        versions = rows_of(found)
        context = {
            "kind": found,
            "versions": versions,
            "table": listings.versions_table(versions),
            "crumbs": kind_crumbs(),
            "may_change": _may_change(request),
        }
        return render(request, "rulebooks/kind.html", context)


class VersionPage(RightRequired, View):
    """A version in plain words, what the check finds in it, its text, its coming into force."""

    right = VIEW

    def get(self, request: SignedInRequest, kind: str, key: str) -> HttpResponse:
        """Show the page."""
        return _version_page(request, row_of(kind_of(kind), key))


def _version_page(
    request: SignedInRequest, row: VersionRow, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Answer with the page of a version; ``problems`` say why what was sent about its coming into force was refused."""
    reading = row.kind.read(row.text)
    context: dict[str, Any] = {
        "row": row,
        "crumbs": kind_crumbs(row.kind),
        "findings": finding_rows(reading.findings),
        "may_change": _may_change(request),
        "enactment_problems": problems,
        "enactment_sent": request.POST,
    }
    if reading.document is not None:
        context["words"] = words(row.kind.explain(reading.document, get_language() or "zh"))
    if row.stored is not None:
        context["enactment"] = ENACTMENT.standing(request.user, row.stored)
        context["enactment_url"] = reverse("rulebooks:status", args=(row.kind.code, row.key))
    return render(request, "rulebooks/version.html", context, status=status)


class VersionText(RightRequired, View):
    """The text as a download, byte for byte as it was uploaded."""

    right = VIEW

    def get(self, request: HttpRequest, kind: str, key: str) -> HttpResponse:
        """Send the file."""
        row = row_of(kind_of(kind), key)
        name = f"{row.kind.code}-{row.stored.version if row.stored else PACKAGE}.yaml"
        about = Export(
            "rulebooks.export", row.stored, {"kind": row.kind.code, "fingerprint": row.fingerprint}
        )
        return send_file(request, row.text.encode(), name, about=about)


class VersionStatus(RightRequired, View):
    """Propose to put a version into force or to retire it, and decide what another person proposed."""

    right = CHANGE

    def post(self, request: SignedInRequest, kind: str, key: str) -> HttpResponse:
        """Do what the form asks."""
        row = row_of(kind_of(kind), key)
        if row.stored is None:
            raise Http404
        try:
            proposal = ENACTMENT.act(request.user, row.stored, request.POST)
        except ValidationError as error:
            return _version_page(request, row, error.messages, INVALID)
        said = {"action": proposal.action, "state": proposal.get_state_display()}
        messages.success(request, _("%(action)s: %(state)s") % said)
        return redirect(row.url)


class NewVersion(RightRequired, View):
    """Upload or write a version, beginning from another; what the check finds is shown with line, key and remedy."""

    right = CHANGE

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show the form with the text of the version that ``?from=`` names, else of the one that counts."""
        found = kind_of(kind)
        versions = rows_of(found)
        asked = request.GET.get("from", "")
        start = next((row for row in versions if row.key == asked), None)
        start = start or next((row for row in versions if row.counts), versions[-1])
        form = VersionForm(initial={"text": start.text, "valid_from": today()})
        return self._page(request, found, form, ())

    def post(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Check and keep the version, or show the findings beside the text."""
        found = kind_of(kind)
        form = VersionForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, found, form, (), INVALID)
        sent = {name: form.cleaned_data[name] for name in ("text", "version", "valid_from", "source")}
        try:
            version = add_version(request.user, found, **sent)
        except DocumentRefused as refused:
            # The file's text goes into the field, so that it can be corrected where it stands.
            return self._page(request, found, VersionForm(initial=sent), refused.findings, INVALID)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(request, found, form, (), INVALID)
        messages.success(
            request,
            _("Kept as a draft. It comes into force when it is proposed and another person accepts it."),
        )
        return redirect(version)

    def _page(
        self,
        request: HttpRequest,
        kind: DocumentKind[Any],
        form: VersionForm,
        findings: Sequence[DocumentFinding],
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "kind": kind,
            "findings": finding_rows(findings),
            "crumbs": kind_crumbs(kind),
            "refused": status != 200,
        }
        return render(request, "rulebooks/new.html", context, status=status)


class CompareVersions(RightRequired, View):
    """What differs between two versions of a kind, key by key."""

    right = VIEW

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show the differences between ``?before=`` and ``?after=``."""
        found = kind_of(kind)
        before = row_of(found, request.GET.get("before", ""))
        after = row_of(found, request.GET.get("after", ""))
        first, second = (found.read(row.text).document for row in (before, after))
        context = {
            "kind": found,
            "before": before,
            "after": after,
            "crumbs": kind_crumbs(found),
            "versions": rows_of(found),
        }
        if first is not None and second is not None:
            listed = changes(first, second)
            context |= {"changes": listed, "table": listings.changes_table(listed, before.name, after.name)}
        return render(request, "rulebooks/compare.html", context)


def _may_change(request: SignedInRequest) -> bool:
    user: Actor = request.user
    return bool(user.has_right(CHANGE))
