  // The folder that Heddle came in, until it is on Maven Central. On another machine: another path.
  maven { url = uri("%URL%") }
