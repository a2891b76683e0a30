"""Between request and page: middleware, policy, routing, errors."""
