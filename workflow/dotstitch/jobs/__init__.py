"""One species as a supervised job that can be taken up again."""
