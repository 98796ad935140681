"""The tracks of a call (类别, A类, 创业类): their names, and which words of the text belong to which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.engine.notices.layout import NoticeLayout, Passage

_CLASSES = re.compile("类别|类型|方向|支持对象|申报范围|支持范围")
_STANDARDS = re.compile("(?:兑现|支持|奖励|补助|资助|补贴)(?:标准|方式|内容|政策)")
_NAMED_ITEM = re.compile(
    r"^[（(][一二三四五六七八九十]{1,3}[）)]\s{0,4}(?P<name>[^。；，：]{2,30}?)(?:[（(](?P<label>[A-Z]\d?)类?[）)])?[。：]"
)
_PARTED = re.compile(r"分为(?P<parts>(?:[^，。、和（(]{1,12}[（(][A-Z]\d[）)][、和]?)+)")
_PART = re.compile(r"(?P<name>[^，。、和（(]{1,12})[（(](?P<label>[A-Z]\d)[）)]")
_LISTED = re.compile(r"^(?P<names>[^，。；：]{1,12}类(?:、[^，。；：、]{1,12}类)+)[。；]")


@dataclass(frozen=True)
class Track:
    """One track. ``label`` is how the text calls it in short: A, B1, 创业类."""

    name: str
    label: str


@dataclass(frozen=True)
class Segment:
    """Words that belong to some tracks, or to all (``tracks`` empty), with their line and heading."""

    text: str
    tracks: tuple[Track, ...]
    passage: Passage


def tracks_of(notice: NoticeLayout) -> list[Track]:
    """The tracks that a section about classes names; none where there is no such section."""
    tracks: list[Track] = []
    for passage in notice.body:
        if not _CLASSES.search(passage.heading):
            continue
        listed, item = _LISTED.match(passage.text), _NAMED_ITEM.match(passage.text)
        if listed:
            tracks += [Track(name, name) for name in listed["names"].split("、")]
        elif item:
            parted = _PARTED.search(passage.text)
            if parted:
                tracks += [
                    Track(f"{item['name']}{part['name']}（{part['label']}）", part["label"])
                    for part in _PART.finditer(parted["parts"])
                ]
            elif item["label"]:
                tracks.append(Track(f"{item['name']}（{item['label']}类）", item["label"]))
            else:
                tracks.append(Track(item["name"], item["name"]))
    return tracks or _standards(notice)


def _standards(notice: NoticeLayout) -> list[Track]:
    """Without classes, the items of a section of standards: each says for whom and how much."""
    return [
        Track(
            re.sub(r"^[（(][^）)]{0,60}[）)]", "", passage.text)
            .split("，按")[0]
            .split("，在")[0]
            .rstrip("的"),
            passage.text[:3],
        )
        for passage in notice.body
        if _STANDARDS.search(passage.heading) and passage.text == passage.item
    ]


def segments_of(notice: NoticeLayout, tracks: list[Track]) -> Iterator[Segment]:
    """The body cut where another track is spoken of at the beginning of a clause."""
    labels = {track.label for track in tracks} | {
        track.label[0] for track in tracks if re.fullmatch(r"[A-Z]\d", track.label)
    }
    names = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    mark = re.compile(rf"(?:^|(?<=[，。；：）]))(?P<label>{names})(?:类)?(?![、和A-Z\d])") if labels else None
    of_item: tuple[Track, ...] = ()
    item = ""
    for passage in notice.body:
        if not passage.item or passage.item != item:
            of_item, item = (), passage.item
        standard = next(
            (track for track in tracks if track.label == passage.text[:3] and track.label[0] in "（("), None
        )
        if standard is not None:
            yield Segment(passage.text, (standard,), passage)
            continue
        if _CLASSES.search(passage.heading):
            yield Segment(
                passage.text, tuple(track for track in tracks if _describes(passage, track)), passage
            )
            continue
        if mark is None:
            yield Segment(passage.text, (), passage)
            continue
        begin, current = 0, of_item
        for match in mark.finditer(passage.text):
            if match.start() > begin:
                yield Segment(passage.text[begin : match.start()], current, passage)
            current = _meant(match["label"], tracks)
            if passage.text == passage.item and match.start() < 6:
                of_item = current
            begin = match.start()
        yield Segment(passage.text[begin:], current, passage)


def _describes(passage: Passage, track: Track) -> bool:
    """Whether a paragraph stands under the item that names a track."""
    item = _NAMED_ITEM.match(passage.item)
    return item is not None and track.name.startswith(item["name"])


def _meant(label: str, tracks: list[Track]) -> tuple[Track, ...]:
    return tuple(
        track
        for track in tracks
        if track.label == label or (len(label) == 1 and track.label.startswith(label))
    )
