"""What is known of a project."""
