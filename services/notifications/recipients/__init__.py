"""People as the letter-writer knows them."""
