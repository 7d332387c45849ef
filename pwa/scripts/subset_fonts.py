"""Cuts the two typefaces down to what the app uses: `pip install fonttools brotli`, then run it after `npm install`.

Besley loses its tabular figures, which are faulty: figures that tick stand in cells of one width instead.
The rupee sign is a file of its own, so that only screens that show it load it.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent.parent
SOURCE = HERE / "node_modules" / "@fontsource-variable"
TARGET = HERE / "src" / "ui" / "fonts"

LATIN = (
    "U+20-7E,U+A0-FF,U+131,U+152-153,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC,U+2122,U+2212"
)
LATIN_EXT = "U+100-130,U+132-151,U+154-24F,U+1E00-1EFF"
FEATURES = {"besley": ["calt", "ccmp", "kern", "liga", "mark"], "figtree": ["calt", "ccmp", "kern", "liga", "mark", "tnum"]}
WEIGHTS = {"besley": (500, 850), "figtree": (400, 800)}


def cut(family: str, part: str, unicodes: str, name: str) -> None:
    """Writes one file with the family's weights, the given characters, and the features that it uses."""
    font = TTFont(SOURCE / family / "files" / f"{family}-{part}-wght-normal.woff2")
    options = subset.Options(layout_features=FEATURES[family], flavor="woff2", name_IDs=[0, 1, 2, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS[family]}, inplace=True)
    target = TARGET / f"{family}-{name}.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.name} {target.stat().st_size}")


if __name__ == "__main__":
    for each in FEATURES:
        cut(each, "latin", LATIN, "latin")
        cut(each, "latin-ext", LATIN_EXT, "latin-ext")
    cut("figtree", "latin-ext", "U+20B9", "rupee")
