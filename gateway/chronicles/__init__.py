"""What has happened in the little town, by what it is about."""
