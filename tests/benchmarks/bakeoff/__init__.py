"""Routes to a spin gap, tried on the molecules of the gap benchmark."""
