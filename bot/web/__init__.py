"""What comes in over HTTP: the platform's callback, the desk, the REST interface, operations."""
