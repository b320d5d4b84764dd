"""Where a body works, how it was founded and whom to ask about it."""
