"""What survives when processes are killed in mid-load."""
