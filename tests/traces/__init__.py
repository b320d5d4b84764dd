"""One trace from the request to the sent letter."""
