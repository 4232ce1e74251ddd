"""What follows from the facts: pure functions over a view (design section 4)."""
