"""What is noted on the way of a question: for its trace, for OpenTelemetry, and how long each stage took."""
