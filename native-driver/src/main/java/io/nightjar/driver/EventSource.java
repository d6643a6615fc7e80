package io.nightjar.driver;

/** Where events come from: the kernel, or a recording. One thread polls. */
public interface EventSource extends AutoCloseable {

  /**
   * Hands over what is there; with nothing there it waits, up to the time-out.
   *
   * @return how many events were handed over; 0 at the time-out and once closed
   */
  int poll(EventHandler handler, long timeoutMillis);

  /** Events lost since the start: the ring was full, or a record could not be read. */
  long losses();

  /** Ends a running poll and frees everything; may be called from any thread and twice. */
  @Override
  void close();
}
