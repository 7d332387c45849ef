"""What must come of every verb, said in plain Python and without a line of the program."""
