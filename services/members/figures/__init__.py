"""How many people the organisations of the directory bring together: counts only, summed."""
