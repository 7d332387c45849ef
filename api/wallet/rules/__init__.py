"""The bytes of codes and tokens, and what makes them good: pure, so that a till can do the same without a net."""
