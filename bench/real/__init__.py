"""Real histories of sales, replayed: a grocer's year and a music shop's eighteen months. People are invented."""
