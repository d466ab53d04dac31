"""What every service and the gateway stand on: messages, transactions, the way out and the way in."""
