"""What the posterior says of each measurement when that measurement is left out."""
