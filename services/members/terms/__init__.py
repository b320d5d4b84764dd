"""Terms of office: notices before they end, the rotation of a body, and yearly declarations of interests."""
