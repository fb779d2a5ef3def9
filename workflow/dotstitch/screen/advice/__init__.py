"""What a screen would learn most from: what to measure next, and which inputs spread a score."""
