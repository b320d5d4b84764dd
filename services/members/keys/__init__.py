"""Access keys: how a program acts for a person, within scopes and until a day."""
