"""The national support organisation's people: its own staff, and advisers who each cover some regions."""
