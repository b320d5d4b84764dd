"""What is asked, of whom and until when."""
