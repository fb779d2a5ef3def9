"""What was measured beside what the model says, and what to measure next."""
