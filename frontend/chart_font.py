"""Make ``NotoSansSC-GB2312.otf``: the Chinese letters that drawn charts need, small enough to travel with the package.

Run by hand when the font changes; it needs fonttools and Debian's package fonts-noto-cjk::

    python frontend/chart_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The character set is every character of GB 2312-80 (6 763 Chinese characters and 682 signs), printable ASCII and
Latin-1, and the few signs in ``EXTRA``. ``keqiao.web.charts.fonts.covers`` knows the same set by the same rule; a rarer
character is drawn with a font of the machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from keqiao.web.charts.fonts import FONT_FAMILY, FONT_FILE, characters


def main(collection: str) -> None:
    """Write the subset into the charts room and print its size."""
    face: TTFont = next(
        font for font in TTCollection(collection).fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC"
    )
    options = subset.Options()
    options.layout_features = ["kern", "palt", "ccmp", "locl"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters()])
    subsetter.subset(face)
    for record in face["name"].names:
        if record.nameID in (1, 4):
            record.string = FONT_FAMILY
        elif record.nameID == 6:
            record.string = FONT_FAMILY.replace(" ", "") + "-Regular"
    face.save(FONT_FILE)
    missing = sorted(set(map(ord, characters())) - set(face.getBestCmap()))
    sys.stdout.write(f"{FONT_FILE.name}: {FONT_FILE.stat().st_size:,} bytes\n")
    sys.stdout.write(f"not in the source font: {' '.join(f'U+{code:04X}' for code in missing) or 'none'}\n")


if __name__ == "__main__":
    main(sys.argv[1])
