"""What members and coordinators do together, list by list, as files."""
