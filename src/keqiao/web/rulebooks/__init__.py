"""Rules and parameters as versions: seen, uploaded, checked, compared, put into force by two persons, retired."""
