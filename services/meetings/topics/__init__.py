"""What is brought to the table, and what became of it."""
