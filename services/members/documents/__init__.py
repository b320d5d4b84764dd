"""Documents on paper: what a board gets to its table, as PDF that a screen reader can read."""
