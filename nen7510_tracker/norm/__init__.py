"""The norm as data: editions, the crosswalk between them, and the policies that gate a decision."""
