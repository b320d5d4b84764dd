"""The story walked by clicking, as a person would."""
