"""What every room speaks with: days as they were given, sentences, and their translation."""
