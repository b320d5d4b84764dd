"""Whether who sits at the end of a term is available for the next one: the question and the answer."""
