"""What stages hand over to each other; imports no other room."""
