"""What tests share that is not data: servers, databases, processes."""
