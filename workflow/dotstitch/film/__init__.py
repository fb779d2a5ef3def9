"""From absorbed light to a retained, luminescent film."""
