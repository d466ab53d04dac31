"""Measures the product beside plain baselines, on the same machine and in the same run: `make bench`."""
