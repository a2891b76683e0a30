"""What happens between a request and a page: middleware, policy, routing, errors."""
