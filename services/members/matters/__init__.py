"""What organisations send to those who speak for their theme, and what became of it."""
