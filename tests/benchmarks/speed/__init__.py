"""What a ground state, a spectrum and a gap cost, and how the cost grows."""
