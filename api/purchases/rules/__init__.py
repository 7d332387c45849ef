"""Pure decisions about sales: what is refused, what is earned, what a return takes back."""
