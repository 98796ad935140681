"""What pages, lists and comparison know of a kind of document, however its versions are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from django.http import Http404
from django.utils.functional import Promise

from keqiao.engine.documents import Block, DocumentForm, DocumentReading, outline
from keqiao.engine.documents.document_form import ModelT
from keqiao.web.accounts.actors import Actor

if TYPE_CHECKING:
    from keqiao.web.rulebooks.enactment import Enactment
    from keqiao.web.rulebooks.forms import TextForm
    from keqiao.web.rulebooks.version_rows import VersionRow

VIEW, CHANGE = "rulebooks.view", "rulebooks.change"


@dataclass(frozen=True)
class KindPanel:
    """What a room adds to the page of a version: ``main`` stands above the plain words, ``aside`` beside them.

    Both are templates; ``context`` gives what they show to a user of a version and of its document, where it can be
    read.
    """

    context: Callable[[Actor, VersionRow, Any], dict[str, Any]]
    main: str = ""
    aside: str = ""


@dataclass(frozen=True, eq=False)
class RulebookKind(Generic[ModelT]):
    """A kind of document: ``code`` ("room.noun"), its name, what it decides and its form.

    ``explain`` says a document in plain words, by its structure unless a kind says it better; ``exported`` is the audit
    entry of a text that was handed out.
    """

    code: str
    name: str | Promise
    decides: str | Promise
    form: DocumentForm[ModelT]
    __: KW_ONLY
    explain: Callable[[ModelT, str], list[Block]] = field(default=outline)
    view_right: str = VIEW
    panel: KindPanel | None = None
    exported: str = "rulebooks.export"

    def read(self, text: str) -> DocumentReading[ModelT]:
        """Return a text read and checked; never raises for what it holds."""
        # As bytes: a short text would be taken for the path of a file on the server.
        return self.form.read(text.encode("utf-8", "surrogatepass"), self.file)

    @property
    def file(self) -> str:
        """The name of the file that findings show."""
        return f"{self.code}.yaml"

    @property
    def package_text(self) -> str:
        """The text that the package brings and that is in force from the start; empty where there is none."""
        return ""

    @property
    def packaged(self) -> str:
        """The fingerprint of the package's text; empty where there is none."""
        return ""

    @property
    def is_text(self) -> bool:
        """Whether people read and write its text; otherwise it is a file that the text only carries."""
        return True

    def handed_out(self, text: str) -> tuple[bytes, str]:
        """Return what is downloaded of a version, and the end of its name."""
        return text.encode(), ".yaml"

    def compared(self, document: ModelT) -> ModelT:
        """Return what is compared of a document."""
        return document

    @property
    def is_dated(self) -> bool:
        """Whether a version counts from a first day on; otherwise whoever computes chooses one that is in force."""
        raise NotImplementedError

    @property
    def enactment(self) -> Enactment:
        """How versions come into force and are retired."""
        raise NotImplementedError

    @property
    def upload_form(self) -> type[TextForm]:
        """The form by which a version is uploaded."""
        raise NotImplementedError

    def rows(self, user: Actor) -> list[VersionRow]:
        """Return the versions that a user may see, the newest first."""
        raise NotImplementedError

    def row(self, user: Actor, key: str) -> VersionRow:
        """Return one version by its key in addresses. Raises Http404."""
        for row in self.rows(user):
            if row.key == key:
                return row
        raise Http404

    def add(self, actor: Actor, sent: Mapping[str, Any]) -> Any:
        """Check a text and keep it as a draft; the fields of ``upload_form`` are ``sent``.

        Raises DocumentRefused with every finding, ValidationError, PermissionDenied.
        """
        raise NotImplementedError
