"""The five services; each has the same shape and none knows another."""
