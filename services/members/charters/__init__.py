"""What a body is by agreement, dated: its kind, who keeps it, its capacities and relations."""
