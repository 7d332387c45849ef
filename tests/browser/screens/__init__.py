"""Every screen of the app by name, and how a person gets there."""

from tests.browser.screens.anyone import ANYONE
from tests.browser.screens.office import OFFICE
from tests.browser.screens.screen import Face, Screen
from tests.browser.screens.till import TILL
from tests.browser.screens.wallet import WALLET

__all__ = ["SCREENS", "Face", "Screen"]

SCREENS: tuple[Screen, ...] = (*ANYONE, *WALLET, *TILL, *OFFICE)
