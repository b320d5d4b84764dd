"""Applications that were begun and saved, and the link to go on from."""
