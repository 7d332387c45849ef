"""Card numbers: eight random digits and a check digit that catches a mistyped or swapped one."""

import secrets

DIGITS = 8
FIRST = 10 ** (DIGITS - 1)
RANDOM_BYTES = (
    8  # so many that the remainder favours no number; drawn for all together, for a draw is a system call
)
# Damm's quasigroup of order 10 (H. M. Damm, 2004): every single wrong digit and every swap of neighbours is noticed
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """The digit that, appended, makes the number good."""
    state = 0
    for digit in digits:
        state = DAMM[state][int(digit)]
    return state


def is_card_number(text: str) -> bool:
    """True for nine ASCII digits whose check digit is right."""
    return len(text) == DIGITS + 1 and text.isascii() and text.isdecimal() and check_digit(text) == 0


def new_card_numbers(count: int) -> list[str]:
    """`count` different random numbers; none starts with 0, which people drop when they read aloud."""
    made: set[str] = set()
    while len(made) < count:
        chance = secrets.token_bytes(RANDOM_BYTES * (count - len(made)))
        for at in range(0, len(chance), RANDOM_BYTES):
            drawn = int.from_bytes(chance[at : at + RANDOM_BYTES], "big") % (9 * FIRST)
            digits = str(FIRST + drawn)
            made.add(f"{digits}{check_digit(digits)}")
    return list(made)
