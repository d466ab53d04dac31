"""What stands in rosters: rules, repairs, and how a line is read."""
