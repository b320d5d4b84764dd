"""The national picture, from the public events of real regions."""
