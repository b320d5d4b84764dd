"""Which of the letters that one may do without a person wants."""
