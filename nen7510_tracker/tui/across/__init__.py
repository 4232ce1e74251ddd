"""What one sees only across laboratories: a screen a view."""
