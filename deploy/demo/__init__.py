"""The demo: one wish from the wall to the feed, one call from the needs to the last payment, through HTTP."""
