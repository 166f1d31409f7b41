"""Files uploaded in the admin, checked and loaded by a worker beside the web server."""
