"""Everything that is known of one person, for the one it is about and for the coordinator."""
