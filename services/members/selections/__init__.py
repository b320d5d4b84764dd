"""The selection: outcomes against soft targets, confirmation, reserves."""
