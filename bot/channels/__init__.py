"""The ways by which fans reach the brand, one folder each, all with the same file names."""
