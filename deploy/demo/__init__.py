"""The demo: one wish from the wall to the feed, played through HTTP alone."""
