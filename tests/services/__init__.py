"""Tests of the services, one package each."""
