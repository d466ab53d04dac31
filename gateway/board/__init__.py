"""The public board: what a community needs, who promised, what was done, how well. A read model fed by events."""
