"""What the page shows of one molecule when its row is opened."""
