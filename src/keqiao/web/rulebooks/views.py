"""Pages: kinds, versions of a kind, one version, upload, comparison, coming into force. One set for all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.documents import Block, DocumentFinding, changes, html
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.procedures.responses import INVALID
from keqiao.web.rulebooks import listings
from keqiao.web.rulebooks.findings import finding_rows
from keqiao.web.rulebooks.forms import TextForm
from keqiao.web.rulebooks.kind import RulebookKind
from keqiao.web.rulebooks.registry import KINDS, kind_of
from keqiao.web.rulebooks.services import DocumentRefused
from keqiao.web.rulebooks.version_rows import VersionRow
from keqiao.web.site.downloads import Export, send_file


def words(blocks: Sequence[Block]) -> SafeString:
    """Return blocks as HTML for a page."""
    return mark_safe(html(blocks))  # noqa: S308 — the writer escapes every text


def kind_crumbs(kind: RulebookKind[Any] | None = None) -> list[tuple[Any, str]]:
    """Return the way to a page below the kinds, or below one kind."""
    way: list[tuple[Any, str]] = [(_("Rulebooks"), reverse("rulebooks:kinds"))]
    if kind is not None:
        way.append((kind.name, reverse("rulebooks:kind", args=(kind.code,))))
    return way


class KindView(RightRequired, View):
    """A page of a kind opens to who holds the right of that kind, to see it or to change it."""

    changes: ClassVar[bool] = False

    def rights(self) -> tuple[str, ...]:
        """Those of the kind that the address names; of any kind where it names none."""
        code = self.kwargs.get("kind")
        kinds = [kind for kind in KINDS if kind.code == code] or list(KINDS)
        rights = [kind.enactment.right if self.changes else kind.view_right for kind in kinds]
        return tuple(dict.fromkeys(rights))


class KindList(KindView):
    """All kinds of documents that the reader may see, with what is in force."""

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the list."""
        kinds = [kind for kind in KINDS if request.user.has_right(kind.view_right)]
        context = {"table": listings.kinds_table(request.user, kinds)}
        return render(request, "rulebooks/kinds.html", context)


class KindPage(KindView):
    """A kind: its versions, two of which can be compared."""

    def get(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Show the page."""
        document_kind = kind_of(kind)
        versions = document_kind.rows(request.user)
        context = {
            "kind": document_kind,
            "versions": versions,
            "table": listings.versions_table(document_kind, versions),
            "crumbs": kind_crumbs(),
            "may_change": _may_change(request, document_kind),
        }
        return render(request, "rulebooks/kind.html", context)


class VersionPage(KindView):
    """A version in plain words, what the check finds in it, its text, its coming into force."""

    def get(self, request: SignedInRequest, kind: str, key: str) -> HttpResponse:
        """Show the page."""
        return _version_page(request, kind_of(kind).row(request.user, key))


def _version_page(
    request: SignedInRequest, row: VersionRow, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Answer with the page of a version; ``problems`` say why what was sent about its coming into force was refused."""
    kind, reading = row.kind, row.kind.read(row.text)
    context: dict[str, Any] = {
        "row": row,
        "crumbs": kind_crumbs(kind),
        "findings": finding_rows(reading.findings),
        "may_change": _may_change(request, kind),
        "enactment_problems": problems,
        "enactment_sent": request.POST,
    }
    if reading.document is not None:
        context["words"] = words(kind.explain(reading.document, get_language() or "zh"))
    if kind.panel is not None:
        context |= kind.panel.context(request.user, row, reading.document)
    if row.stored is not None:
        context["enactment"] = kind.enactment.status(request.user, row.stored)
        context["enactment_url"] = reverse("rulebooks:status", args=(kind.code, row.key))
    return render(request, "rulebooks/version.html", context, status=status)


class VersionText(KindView):
    """The text as a download, byte for byte as it was uploaded."""

    def get(self, request: SignedInRequest, kind: str, key: str) -> HttpResponse:
        """Send the file."""
        row = kind_of(kind).row(request.user, key)
        stored = row.stored
        name = "-".join((getattr(stored, "code", row.kind.code), stored.version if stored else row.key))
        about = Export(row.kind.exported, stored, {"kind": row.kind.code, "fingerprint": row.fingerprint})
        content, suffix = row.kind.handed_out(row.text)
        return send_file(request, content, f"{name}{suffix}", about=about)


class VersionStatus(KindView):
    """Propose to put a version into force or to retire it, and decide what another person proposed."""

    changes = True

    def post(self, request: SignedInRequest, kind: str, key: str) -> HttpResponse:
        """Do what the form asks."""
        row = kind_of(kind).row(request.user, key)
        if row.stored is None:
            raise Http404
        try:
            proposal = row.kind.enactment.act(request.user, row.stored, request.POST)
        except ValidationError as error:
            return _version_page(request, row, error.messages, INVALID)
        said = {"action": proposal.action, "state": proposal.get_state_display()}
        messages.success(request, _("%(action)s: %(state)s") % said)
        return redirect(row.url)


class NewVersion(KindView):
    """Upload or write a version, beginning from another; what the check finds is shown with line, key and remedy."""

    changes = True

    def get(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Show the form with the text of the version that ``?from=`` names, else of the one that counts."""
        of = kind_of(kind)
        source = request.GET.get("from", "")
        rows = of.rows(request.user)
        start = next((row for row in rows if row.key == source), None)
        start = start or next((row for row in rows if row.counts), None)
        form = of.upload_form(initial={"text": start.text if start else "", "valid_from": today()})
        return self._page(request, of, form, ())

    def post(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Check and keep the version, or show the findings beside the text."""
        of = kind_of(kind)
        form = of.upload_form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, of, form, (), INVALID)
        try:
            version = of.add(request.user, form.sent)
        except DocumentRefused as refused:
            # The file's text goes into the field, so that it can be corrected where it stands.
            return self._page(request, of, of.upload_form(initial=form.sent), refused.findings, INVALID)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(request, of, form, (), INVALID)
        messages.success(
            request,
            _("Kept as a draft. It comes into force when it is proposed and another person accepts it."),
        )
        return redirect(version)

    def _page(
        self,
        request: SignedInRequest,
        kind: RulebookKind[Any],
        form: TextForm,
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


class CompareVersions(KindView):
    """What differs between two versions of a kind, key by key."""

    def get(self, request: SignedInRequest, kind: str) -> HttpResponse:
        """Show the differences between ``?before=`` and ``?after=``."""
        of = kind_of(kind)
        before = of.row(request.user, request.GET.get("before", ""))
        after = of.row(request.user, request.GET.get("after", ""))
        first, second = (of.read(row.text).document for row in (before, after))
        context = {
            "kind": of,
            "before": before,
            "after": after,
            "crumbs": kind_crumbs(of),
            "versions": of.rows(request.user),
        }
        if first is not None and second is not None:
            listed = changes(of.compared(first), of.compared(second))
            context |= {"changes": listed, "table": listings.changes_table(listed, before.name, after.name)}
        return render(request, "rulebooks/compare.html", context)


def _may_change(request: SignedInRequest, kind: RulebookKind[Any]) -> bool:
    return request.user.has_right(kind.enactment.right)
