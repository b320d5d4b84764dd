"""Who comes and who takes part, meeting by meeting and party by party."""
