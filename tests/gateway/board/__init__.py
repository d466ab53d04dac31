"""The public board: what events make of it, and how it is read."""
