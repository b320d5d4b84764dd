"""What every region has published, side by side."""
