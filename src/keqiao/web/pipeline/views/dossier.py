"""The dossier of one project as a download."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.pipeline import selectors
from keqiao.web.pipeline.dossier import archive
from keqiao.web.pipeline.models import ProjectPassage
from keqiao.web.pipeline.rights import VIEW
from keqiao.web.site.downloads import Export
from keqiao.web.site.file_offers import FileOffer, MadeFile
from keqiao.web.site.watcher import Watcher


class ProjectDossier(FileOffer, RightRequired, View):
    """All that was decided about a project in one archive, as far as the reader sees it."""

    right = VIEW

    @cached_property
    def passage(self) -> ProjectPassage:
        """The project of the address. Raises Http404."""
        return selectors.passage_of(self.request.user, self.kwargs["pk"])

    def get(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """Send the archive; a large one is made in the background."""
        self.passage  # noqa: B018 - who may not see the project is refused before anything is made
        return self.hand_out()

    def takes_long(self) -> bool:
        """Whether there are many files."""
        return archive.takes_long(self.passage)

    def label(self) -> str:
        """The project."""
        return _("Dossier of %(project)s") % {"project": self.passage}

    def about(self) -> Export:
        """What the audit log keeps."""
        return Export(archive.TAKEN, self.passage, {})

    def make(self, watcher: Watcher) -> MadeFile:
        """Put it together."""
        watcher.update(0.1)
        stream = archive.build(self.request.user, self.passage)
        return MadeFile(stream, f"{self.passage.project.number}.zip", self.about())
