"""Tests of membership's teams."""
