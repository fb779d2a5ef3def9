"""What was measured, and what it says of the model."""
