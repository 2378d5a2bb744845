"""What editors write, beside the answers, as frozen values with every fault told at once."""
