"""The frame every service stands on."""
