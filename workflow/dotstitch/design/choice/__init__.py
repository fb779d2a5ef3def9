"""Choice of a batch: by how probably it improves on what is known, and diverse."""
