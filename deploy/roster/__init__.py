"""`linli roster`: sends a unit's roster, follows its sync, tells what became of each line; cancels one that runs."""
