"""What representatives tell the organisations of their theme."""
