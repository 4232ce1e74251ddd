"""The tabs of a laboratory, one file each."""
