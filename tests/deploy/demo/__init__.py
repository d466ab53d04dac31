"""Mirrors `deploy.demo`."""
