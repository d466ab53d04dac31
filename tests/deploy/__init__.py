"""Tests of what puts the parts together and looks after an installation."""
