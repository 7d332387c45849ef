"""The card in the phone: rotating QR, live card."""
