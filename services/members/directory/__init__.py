"""The organisations at the table as members see each other."""
