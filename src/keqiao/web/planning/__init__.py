"""Layout of platforms over industry chains, development plans, targets of attraction, resources, comparison places."""
