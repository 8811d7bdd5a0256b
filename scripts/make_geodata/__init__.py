"""The parts of scripts/make-geodata; see there."""
