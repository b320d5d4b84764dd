"""Who sat in a body on a day, as page, CSV and PDF, and how well it covers the field."""
