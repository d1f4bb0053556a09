"""What leaves the machine: polite and safe."""
