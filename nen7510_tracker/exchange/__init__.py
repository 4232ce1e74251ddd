"""Files in and out: dossier files and spreadsheets."""
