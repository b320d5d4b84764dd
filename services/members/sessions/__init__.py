"""Who is signed in where, and ending it."""
