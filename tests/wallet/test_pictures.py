"""QR codes as SVG for pages without script."""

from xml.etree import ElementTree as ET

import pytest
import qrcode

from api.wallet import qr_svg
from tests.wallet.test_codes import CODE

pytestmark = pytest.mark.unit

VERSION_9_MODULES = 53
QUIET_ZONE = 4


def test_a_card_code_as_svg() -> None:
    """Given a card code, when it is drawn, then it is a version 9 QR code with its quiet zone and every module."""
    drawn = ET.fromstring(qr_svg(CODE))
    side = VERSION_9_MODULES + 2 * QUIET_ZONE
    assert drawn.attrib["viewBox"] == f"0 0 {side} {side}"
    (path,) = drawn
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L)
    code.add_data(CODE)
    code.make()
    dark = sum(module is True for row in code.modules for module in row)
    assert path.attrib["d"].count("M") == dark
