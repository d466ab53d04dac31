"""Tests of outsourcing."""
