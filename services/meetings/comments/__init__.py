"""What those at the table say of a topic, before a meeting and after it."""
