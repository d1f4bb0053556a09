"""What people run: the command line, the server, its client, and the doctor."""
