"""Rows as the shapes that callers get, a module for each kind of thing."""
