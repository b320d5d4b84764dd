"""What the county asks the table and the table the county, and what was answered."""
