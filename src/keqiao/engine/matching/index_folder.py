"""An index in a folder, kept beside a database: changes go in at once or not at all, and it tells how far it has come.

The database says what is true; the folder follows. After each write a mark tells up to where it follows. The mark is
written after the index: a process that dies between both leaves an older mark, the changes since are written once more,
and that changes nothing (a profile takes the place of the one with its key). Readers in other processes see a write
when they ask for :meth:`IndexFolder.opened` again. One process writes at a time; tantivy's lock is the system's and
ends with the process that holds it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from keqiao.engine.matching.index import KEY, MEMORY, TextIndex, document, new_index
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.text import analyzer_of

FORM = 1
"""Number of the way in which texts become terms; another number, and the folder is written anew."""


class IndexBusyError(Exception):
    """Another process is writing to this folder."""


@dataclass
class IndexFolder:
    """The index of profiles in one folder, cut into words by one dictionary.

    A dictionary with other words cuts other terms: it has an index of its own in a folder of its own below, and the
    one before goes when this one is written.
    """

    place: Path
    lexicon: Lexicon
    _opened: tuple[str, TextIndex] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        words = json.dumps([FORM, *self.lexicon.words], ensure_ascii=False)
        self._folder = self.place / hashlib.sha256(words.encode()).hexdigest()[:16]
        self._analyzer = analyzer_of(self.lexicon.words)

    @property
    def mark(self) -> str | None:
        """How far the index follows, in the words of its writer; None where it has to be written anew."""
        try:
            return str(json.loads((self._folder / "mark.json").read_text(encoding="utf-8"))["mark"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def opened(self) -> TextIndex | None:
        """The newest state; None where there is none or it is damaged (then :meth:`rewrite` it)."""
        try:
            state = (self._folder / "meta.json").read_text(encoding="utf-8")
            if self._opened is None or self._opened[0] != state:
                self._opened = (state, TextIndex(self._analyzer, self._index()))
        except (OSError, ValueError):
            return None
        return self._opened[1]

    def write(self, changed: Iterable[Profile], removed: Iterable[str], mark: str) -> None:
        """Let these profiles take the places of those with their keys, take others out, and follow up to ``mark``.

        Raises :class:`IndexBusyError`; ``ValueError`` and ``OSError`` where the folder cannot be written or is
        damaged.
        """
        writer = self._writer(self._index())
        for key in removed:
            writer.delete_documents_by_term(KEY, key)
        for profile in changed:
            writer.delete_documents_by_term(KEY, profile.key)
            writer.add_document(document(self._analyzer, profile))
        self._commit(writer, mark)

    def rewrite(self, profiles: Iterable[Profile], mark: str) -> None:
        """Write the whole index anew, whatever the folder holds. Until it is written readers see the one before."""
        try:
            writer = self._writer(self._index())
        except ValueError:
            shutil.rmtree(self._folder, ignore_errors=True)
            writer = self._writer(self._index())
        writer.delete_all_documents()
        for profile in profiles:
            writer.add_document(document(self._analyzer, profile))
        self._commit(writer, mark)
        for other in self.place.iterdir():
            if other.is_dir() and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def _index(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        index = new_index(str(self._folder))
        index.reload()
        return index

    @staticmethod
    def _writer(index: tantivy.Index) -> tantivy.IndexWriter:
        try:
            writer = index.writer(MEMORY, 1)
        except ValueError as error:
            if "lock" in str(error).lower():
                raise IndexBusyError from error
            raise
        # What a writer that was killed had begun would stand in the way of files with the same numbers.
        writer.garbage_collect_files()
        return writer

    def _commit(self, writer: tantivy.IndexWriter, mark: str) -> None:
        writer.commit()
        writer.wait_merging_threads()
        new = self._folder / f"mark.{os.getpid()}.json"
        new.write_text(json.dumps({"mark": mark}), encoding="utf-8")
        new.replace(self._folder / "mark.json")
