"""Who came, what was concluded, and the memo that says so."""
