"""Heat: two pumped ammonia loops, their cold plates, radiator panels and accumulators."""
