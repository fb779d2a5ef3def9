"""From records to predictions and a ranking."""
