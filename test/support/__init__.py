"""What tests of several rooms share: stages, doubles, small scenarios. Imported as `support`."""
