"""`linli roster push`: sends a unit's roster, follows its sync, and tells what became of each line."""
