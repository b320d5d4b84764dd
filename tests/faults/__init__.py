"""What happens when parts die: nothing is lost and nothing happens twice."""
