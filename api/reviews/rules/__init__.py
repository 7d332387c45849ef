"""Pure decisions about unusual awards: what a rule may be, what it counts, and what it finds."""
