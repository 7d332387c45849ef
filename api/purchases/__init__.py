"""A sale happened: the one door where earning starts, and where a return undoes it."""
