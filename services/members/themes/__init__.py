"""What a body is made of: its themes with their aims, its parties, its grouping and its parent."""
