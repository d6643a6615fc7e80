package io.nightjar.rehearse;

import java.io.IOException;

/**
 * What came out of a rehearsal.
 *
 * @param entries everything that would have happened, one by one; gone when this is closed
 */
public record Backtested(Summary summary, Spool entries) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
