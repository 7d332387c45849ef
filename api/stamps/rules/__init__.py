"""Pure decisions about stamp cards: what a design may be, what a bill gives, how cards fill and empty."""
