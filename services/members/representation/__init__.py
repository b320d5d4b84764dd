"""Who represents the organisations elsewhere, and the names other organs ask for."""
