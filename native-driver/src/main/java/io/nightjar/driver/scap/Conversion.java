package io.nightjar.driver.scap;

/** Turns the calls of one name into events, and notes what they change about the machine. */
@FunctionalInterface
interface Conversion {
  void convert(Scene scene);
}
