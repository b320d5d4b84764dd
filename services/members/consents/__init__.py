"""What people have agreed to, from when to when, and to which words."""
