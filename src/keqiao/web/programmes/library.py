"""Programmes as a kind of document: uploaded, checked, compared, put into force by two persons."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from keqiao.engine.eligibility import PROGRAMMES as FORM
from keqiao.engine.eligibility import SupportProgramme, explain_programme
from keqiao.web.accounts.actors import Actor
from keqiao.web.programmes import selectors
from keqiao.web.programmes.models import ApplicantKind, ProgrammeProposal, ProgrammeVersion
from keqiao.web.programmes.rights import KEEP, VIEW
from keqiao.web.rulebooks.enactment import Enactment
from keqiao.web.rulebooks.kind import KindPanel
from keqiao.web.rulebooks.library import LibraryKind
from keqiao.web.rulebooks.version_rows import VersionRow

WORDS_OF_SUBJECTS = {
    ApplicantKind.PLATFORM: ("平台", "研发机构", "platform", "institute"),
    ApplicantKind.PERSON: ("人才", "个人", "团队", "person", "talent", "team"),
}
"""Words in ``unit`` of a programme that say who applies; else firms do."""


def subjects_of(programme: SupportProgramme) -> ApplicantKind:
    """Return whom a programme is for."""
    unit = f"{programme.unit.zh} {programme.unit.en}".lower()
    for kind, words in WORDS_OF_SUBJECTS.items():
        if any(word in unit for word in words):
            return kind
    return ApplicantKind.FIRM


def _columns(programme: SupportProgramme) -> dict[str, Any]:
    return {
        "issuer": programme.issuer.zh[:200],
        "issuer_en": programme.issuer.en[:300],
        "kind": programme.kind,
        "level": programme.level or "",
        "subjects": subjects_of(programme),
        "valid_from": programme.valid_from,
        "valid_to": programme.valid_to,
    }


def _panel(user: Actor, row: VersionRow, programme: SupportProgramme | None) -> dict[str, Any]:
    """Return whom the programme fits, counted over the subjects that the reader may see."""
    return {"fit": selectors.counts_of(user, row.stored), "programme_pk": row.stored.pk}


PROGRAMMES = LibraryKind(
    ProgrammeVersion.kind_code,
    _("Programmes"),
    _("Which policies, funds, titles and products there are, whom they fit and what they give"),
    FORM,
    ProgrammeVersion,
    explain=explain_programme,
    view_right=VIEW,
    panel=KindPanel(_panel, aside="programmes/_fit.html"),
    exported="programmes.export_text",
    coming=Enactment(ProgrammeProposal, KEEP, "programmes.version"),
    visible=selectors.visible_programmes,
    added="programmes.add",
    columns=_columns,
)


@lru_cache(maxsize=2000)
def _read(fingerprint: str, text: str) -> SupportProgramme:
    """Read once: what stands under a fingerprint never changes."""
    return FORM.load(text.encode(), "programme.yaml")


def programme_of(version: ProgrammeVersion) -> SupportProgramme:
    """Return the programme of a version. Raises DocumentError where its text is no programme any more."""
    return _read(version.fingerprint, version.yaml_text)
