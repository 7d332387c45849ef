"""QR codes as SVG, for pages where no script runs."""

import qrcode
from qrcode.constants import ERROR_CORRECT_L
from qrcode.image.svg import SvgPathImage

QUIET_ZONE = 4


def qr_svg(text: str) -> str:
    """The text as an SVG picture with its quiet zone; the least correction, because a screen is clean."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return code.make_image(image_factory=SvgPathImage).to_string().decode()
