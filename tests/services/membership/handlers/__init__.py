"""Tests of membership's handlers, by rule."""
