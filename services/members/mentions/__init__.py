"""Where a person is named in the words of others, and taking the name out."""
