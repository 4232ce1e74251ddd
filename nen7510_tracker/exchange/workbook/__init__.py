"""The workbook of those who own the measures: written from a view, and what they filled in read back (section 6)."""
