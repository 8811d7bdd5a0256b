"""The rows of scripts/soak, by what is put to the test."""
