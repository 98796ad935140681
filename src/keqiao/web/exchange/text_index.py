"""The index of open needs and offers: a folder for each side in the data directory, shared by all processes.

It holds what everybody may find and nothing else, so that no word, count or order in it tells of what is held back.
Each change of a posting leaves a row (:class:`IndexingTask`) in its own transaction; after the commit, and again every
minute, whoever gets the lock takes the rows in and removes them once the index is written. What a crash interrupts is
therefore done again. A process that opens the index compares it with the database and mends what differs: a restored
database, a lost or a broken folder. Frequencies of words keep what was deleted until segments are merged, so each night
both are written anew.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from keqiao.engine.matching import Lexicon, Profile, TextIndex, analyzer_of, packaged_lexicon
from keqiao.web.exchange.models import IndexingTask, Need, Offer, Posting
from keqiao.web.exchange.profiles import profile_of

MODELS: dict[str, type[Posting]] = {"needs": Need, "offers": Offer}
BATCH = 2000
_LOCK = threading.Lock()
_open: dict[Path, TextIndex] = {}
logger = logging.getLogger(__name__)


def side_of(model: type[Posting]) -> str:
    """The name of the index of a model."""
    return "needs" if model is Need else "offers"


def changed(posting: Posting) -> None:
    """Note, in the transaction that changes it, that a posting is to be indexed; it is done after the commit."""
    IndexingTask.objects.create(side=side_of(type(posting)), posting=posting.pk)
    transaction.on_commit(take_in)


@cache
def lexicon() -> Lexicon:
    """The words of the field."""
    return packaged_lexicon()


def index_of(side: str) -> TextIndex:
    """Return the index of a side as it was written last, with every change taken in that is committed."""
    folder = _folder(side)
    with _LOCK:
        index = _open.get(folder)
        if index is None or not folder.exists():
            index = _open[folder] = _opened(folder)
            mend = True
        else:
            index.reload()
            mend = False
    if mend:
        _mend(side, index)
    elif IndexingTask.objects.filter(side=side).exists():
        take_in()
        index.reload()
    return index


def take_in() -> int:
    """Take noted changes into the indexes; return how many. Nothing where another process is at it."""
    done = 0
    for side in MODELS:
        done += _take_in(side)
    return done


def rebuild(day: date | None = None) -> dict[str, int]:
    """Write both indexes anew from the database; return how many postings each holds.

    Readers go on with the former until the new one is whole. Raises OSError where another process writes.
    """
    counts = {}
    for side, model in MODELS.items():
        with _writing(side) as free:
            if not free:
                raise OSError(f"the index of {side} is being written by another process")
            index = _open[_folder(side)] = _opened(_folder(side))
            tasks = list(IndexingTask.objects.filter(side=side).values_list("pk", flat=True))
            rows = list(_published(model))
            index.change(map(profile_of, rows), stamps=_stamps(rows), anew=True)
            IndexingTask.objects.filter(pk__in=tasks).delete()
        counts[side] = len(index)
    return counts


def _take_in(side: str) -> int:
    tasks = list(IndexingTask.objects.filter(side=side).order_by("pk").values_list("pk", "posting")[:BATCH])
    if not tasks:
        return 0
    with _writing(side) as free:
        if not free:
            return 0
        with _LOCK:
            index = _open.get(_folder(side)) or _opened(_folder(side))
            _open[_folder(side)] = index
        _write(index, side, {posting for _pk, posting in tasks})
        IndexingTask.objects.filter(pk__in=[pk for pk, _posting in tasks]).delete()
    return len(tasks)


def _mend(side: str, index: TextIndex) -> None:
    """Take in what the database has and the index has not, and leave out the other way round."""
    known = index.stamps()
    wanted = _stamps(_published(MODELS[side]))
    differing = {key for key in wanted.keys() | known.keys() if wanted.get(key) != known.get(key)}
    if not differing:
        return
    with _writing(side) as free:
        if free:
            _write(index, side, {int(key) for key in differing})
            logger.info("the index of %s is mended: %d postings", side, len(differing))


def _write(index: TextIndex, side: str, keys: set[int]) -> None:
    """Write those of ``keys`` whose public text is another one now; rewriting the same would move frequencies."""
    names = {str(key) for key in keys}
    known = index.stamps(names)
    rows = list(_published(MODELS[side]).filter(pk__in=keys))
    stamps = _stamps(rows)
    gone = (names - stamps.keys()) & known.keys()
    fresh = [row for row in rows if known.get(str(row.pk)) != stamps[str(row.pk)]]
    if fresh or gone:
        index.change(map(profile_of, fresh), gone=gone, stamps=stamps)


def _stamps(rows: Iterable[Any]) -> dict[str, str]:
    """A digest of the text of each row, by its key."""
    profiles = map(profile_of, rows)
    return {
        profile.key: sha256(f"{profile.title}\0{profile.body}".encode()).hexdigest()[:16]
        for profile in profiles
    }


def _published(model: type[Posting]) -> Any:
    manager: Any = model._default_manager
    return manager.published().select_related("cluster")


def _folder(side: str) -> Path:
    return Path(settings.DATA) / "exchange-index" / side


def _opened(folder: Path) -> TextIndex:
    """The index in a folder; one that cannot be read is begun anew and filled from the database."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return TextIndex(analyzer_of(lexicon().words), folder=folder)
    except (ValueError, OSError):
        logger.exception("the index in %s cannot be read and is begun anew", folder)
        shutil.rmtree(folder)
        folder.mkdir(parents=True)
        return TextIndex(analyzer_of(lexicon().words), folder=folder)


@contextmanager
def _writing(side: str) -> Iterator[bool]:
    """Hold the lock of a side; False where another process, or thread, holds it."""
    place = Path(settings.DATA) / "exchange-index" / f"{side}.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


__all__ = ["Profile", "changed", "index_of", "lexicon", "rebuild", "take_in"]
