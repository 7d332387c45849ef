"""Draws the app's icons from Besley's own R: `pip install fonttools brotli`, then `python scripts/icons.py CHROMIUM`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent.parent
FONT = HERE / "node_modules/@fontsource-variable/besley/files/besley-latin-wght-normal.woff2"
TARGET = HERE / "public" / "icons"
SIZE = 512


def letter(height: float, left: float, bottom: float) -> tuple[str, float]:
    """The R as a path of the given height with its lower left corner there, and where it ends on the right."""
    font = instancer.instantiateVariableFont(TTFont(FONT), {"wght": 850})
    glyphs = font.getGlyphSet()
    bounds = BoundsPen(glyphs)
    glyphs["R"].draw(bounds)
    assert bounds.bounds is not None
    x_min, y_min, x_max, y_max = bounds.bounds
    scale = height / (y_max - y_min)
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}")
    glyphs["R"].draw(TransformPen(pen, (scale, 0, 0, -scale, left - x_min * scale, bottom + y_min * scale)))
    return pen.getCommands(), left + (x_max - x_min) * scale


def drawing(share: float, radius: float, ground: bool = True) -> str:
    """The icon as SVG: `share` is how much of the square the R and its dot take."""
    height = SIZE * share * 0.72
    bottom = (SIZE + height) / 2
    path, right = letter(height, 0, bottom)
    dot = height * 0.12
    gap = dot * 0.15
    shift = (SIZE - (right + gap + 2 * dot)) / 2
    paper = (
        '<defs><linearGradient id="g" x1=".3" y1="0" x2=".7" y2="1"><stop stop-color="#a52459"/>'
        '<stop offset=".45" stop-color="#8e1b4b"/><stop offset="1" stop-color="#6d1238"/></linearGradient></defs>'
        f'<rect width="{SIZE}" height="{SIZE}" rx="{radius}" fill="url(#g)"/>'
    )
    marigold = "#ffb21c" if ground else "#fff"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">{paper if ground else ""}'
        f'<g transform="translate({shift:.1f})"><path fill="#fff" d="{path}"/>'
        f'<circle cx="{right + gap + dot:.1f}" cy="{bottom - dot:.1f}" r="{dot:.1f}" fill="{marigold}"/></g></svg>\n'
    )


def picture(chromium: str, svg: str, size: int, target: Path) -> None:
    """Renders a drawing to a PNG of `size` px with nothing behind it."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "icon.html"
        page.write_text(f"<style>*{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg}")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000"]
        window = f"--window-size={size},{size}"
        subprocess.run([chromium, *flags, window, f"--screenshot={target}", page.as_uri()], check=True, capture_output=True)
    print(f"{target.name} {target.stat().st_size}")


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    rounded = drawing(0.7, 116)
    (TARGET / "icon.svg").write_text(rounded)
    picture(sys.argv[1], rounded, 192, TARGET / "icon-192.png")
    picture(sys.argv[1], rounded, 512, TARGET / "icon-512.png")
    picture(sys.argv[1], drawing(0.56, 0), 512, TARGET / "maskable-512.png")
    picture(sys.argv[1], drawing(0.92, 0, ground=False), 96, TARGET / "badge-96.png")
