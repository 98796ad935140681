"""The library of rules: list, page in plain words, upload with findings, download, status."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.allocation import AllocationRules, explain_rules
from keqiao.engine.documents import DocumentFinding, html
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.funding import listings, rulebook, selectors
from keqiao.web.funding.context import crumbs, language, open_rules, signed_in
from keqiao.web.funding.forms import RulesForm
from keqiao.web.funding.models import Pool, RulesVersion
from keqiao.web.funding.rights import PLAN, VIEW
from keqiao.web.funding.services import rules
from keqiao.web.rulebooks.findings import finding_rows
from keqiao.web.site.downloads import Export, send_file


def rules_crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the library."""
    return [*crumbs(), (_("Allocation rules"), reverse("funding:rules"))]


class RulesList(RightRequired, View):
    """All rules the reader may see."""

    right = VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the list."""
        versions = list(selectors.rules(request.user))
        context = {
            "table": listings.rules_table(versions),
            "versions": versions,
            "crumbs": crumbs(),
            "may_plan": signed_in(request).has_right(PLAN),
        }
        return render(request, "funding/rules.html", context)


class RulesPage(RightRequired, View):
    """Rules in plain words, what the check finds in them, where they are used, their text."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the page."""
        return _page(request, open_rules(request, pk))


def _page(
    request: SignedInRequest, version: RulesVersion, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Answer with the page of a version; ``problems`` say why what was sent about its coming into force was refused."""
    reading = rulebook.checked(version.yaml_text, f"{version.code}.yaml")
    pools = Pool.objects.visible_to(request.user).filter(proposals__rules=version).distinct()[:20]
    context = {
        "version": version,
        "crumbs": rules_crumbs(),
        "words": _words(reading.document) if reading.document is not None else "",
        "columns": reading.document.columns() if reading.document is not None else (),
        "kind": listings.kinds().get(version.kind, version.kind),
        "findings": finding_rows(reading.findings),
        "pools": pools,
        "enactment": rules.RULES.standing(request.user, version),
        "enactment_url": reverse("funding:rules_status", args=(version.pk,)),
        "enactment_problems": problems,
        "enactment_sent": request.POST,
        "may_plan": signed_in(request).has_right(PLAN),
    }
    return render(request, "funding/rules_version.html", context, status=status)


def _words(rules: AllocationRules) -> SafeString:
    """Return the rules in plain words."""
    return mark_safe(html(explain_rules(rules, language())))  # noqa: S308 — escaped there


class RulesText(RightRequired, View):
    """The text as a download, byte for byte as it was uploaded."""

    right = VIEW

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Send the file."""
        version = open_rules(request, pk)
        name = f"{version.code}-{version.version}.yaml"
        about = Export("funding.export_rules", version)
        return send_file(request, version.yaml_text.encode(), name, about=about)


class RulesStatus(RightRequired, View):
    """Propose to put rules into force or to retire them, and decide what another person proposed."""

    right = PLAN

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Do what the form asks."""
        version = open_rules(request, pk)
        try:
            proposal = rules.RULES.act(request.user, version, request.POST)
        except ValidationError as error:
            return _page(request, version, error.messages, 422)
        said = {"action": proposal.action, "state": proposal.get_state_display()}
        messages.success(request, _("%(action)s: %(state)s") % said)
        return redirect(version)


class NewRules(RightRequired, View):
    """Upload rules; what the check finds is shown with line, key and remedy."""

    right = PLAN

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the form, with the text of rules to begin from (?from=…)."""
        start = next(
            (one for one in selectors.rules(request.user) if str(one.pk) == request.GET.get("from", "")), None
        )
        form = RulesForm(initial={"text": start.yaml_text} if start is not None else None)
        return self._page(request, form, ())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check and keep the rules, or show the findings beside their text."""
        form = RulesForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, (), 422)
        text, source = form.cleaned_data["text"], form.cleaned_data["source"]
        try:
            version = rules.add_rules(signed_in(request), text, source)
        except rules.RulesRefused as refused:
            # The file's text goes into the field, so that it can be corrected where it stands.
            again = RulesForm(initial={"text": text, "source": source})
            return self._page(request, again, refused.findings, 422)
        messages.success(
            request,
            _(
                "The rules were kept as a draft: %(rules)s. They come into force when another person accepts that."
            )
            % {"rules": version},
        )
        return redirect(version)

    def _page(
        self, request: HttpRequest, form: RulesForm, findings: Sequence[DocumentFinding], status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "findings": finding_rows(findings), "crumbs": rules_crumbs()}
        return render(request, "funding/new_rules.html", context, status=status)
