"""The HTTP edge: authenticates, authorises, checks the input, asks the services by one call, writes the answer."""
