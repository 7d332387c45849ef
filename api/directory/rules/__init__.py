"""Pure decisions of the office's list: what narrows and sorts it, what a file's columns mean, what a run may do."""
