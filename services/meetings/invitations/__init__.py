"""Who is called to a meeting and what they answered."""
