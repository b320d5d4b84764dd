"""The coordinator's hand on the register of people: adding, correcting, giving and ending roles."""
