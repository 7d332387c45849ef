"""Pure decisions about birthday promotions: what one may be, which birthdays are due, who gets a present."""
