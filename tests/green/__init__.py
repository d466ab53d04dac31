"""Tests of the modules that work with greenlets; they run in a process of their own that is patched for eventlet."""
