package io.nightjar.driver;

/** Takes events one by one. */
@FunctionalInterface
public interface EventHandler {
  /**
   * @param event valid only until this returns; the same object comes with later ones
   */
  void on(EventView event);
}
