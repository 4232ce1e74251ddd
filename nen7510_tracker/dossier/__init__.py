"""A laboratory and every fact recorded about it: plain types, the record's entries, the view."""
