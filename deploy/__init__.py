"""Puts the parts together and runs them: the command `linli`, processes, keys, the demo."""
