"""What the organisations at the table tell each other."""
