"""What we say of this service itself."""
