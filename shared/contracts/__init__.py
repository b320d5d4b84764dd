"""The events each service promises to the others."""
