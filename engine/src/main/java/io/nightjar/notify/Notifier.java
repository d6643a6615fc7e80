package io.nightjar.notify;

/**
 * Tells people; called by the response path, so it never blocks and never throws, and counts what
 * it could not deliver.
 */
public interface Notifier extends AutoCloseable {

  void tell(Notice notice);

  /** Notices that were given up so far. */
  long lost();

  @Override
  void close();
}
