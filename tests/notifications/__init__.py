"""Letters and news, over real SMTP."""
