"""What a user's tables share, and the table of dots."""
