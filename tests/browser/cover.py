"""The cover of the book: a desk, and three phones before it."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

CANVAS: Final = (1680, 980)
PLASTER: Final = "#ece5df"
DESK: Final = ("office-customers-desktop-light.png", 1120, (300, 60), 18)
PHONES: Final = (
    ("wallet-phone-light.png", 330, (70, 210), 38),
    ("wallet-card-phone-dark.png", 330, (1000, 250), 38),
    ("till-amount-phone-light.png", 330, (1300, 170), 38),
)
COLOURS: Final = 255


def compose(book: Path) -> None:
    """Writes cover.png from pictures of the book; does nothing while one of them is missing."""
    pieces = (DESK, *PHONES)
    if not all((book / name).exists() for name, *_ in pieces):
        return
    canvas = Image.new("RGB", CANVAS, PLASTER)
    for name, width, at, radius in pieces:
        lay(canvas, Image.open(book / name).convert("RGB"), width, at, radius)
    canvas.quantize(COLOURS, dither=Image.Dither.NONE).save(book / "cover.png", optimize=True)


def lay(canvas: Image.Image, picture: Image.Image, width: int, at: tuple[int, int], radius: int) -> None:
    """A picture with round corners and a soft shadow."""
    size = (width, round(picture.height * width / picture.width))
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *size), radius, fill=255)
    shadow = Image.new("L", canvas.size, 0)
    shadow.paste(mask.point(lambda value: value // 4), (at[0], at[1] + 14))
    canvas.paste("#3a2230", mask=shadow.filter(ImageFilter.GaussianBlur(22)))
    canvas.paste(picture, at, mask)
