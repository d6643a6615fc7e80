package io.nightjar.alert;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints alerts to a stream that is not its own to close, standard output for instance. */
public final class StreamOutput implements AlertOutput {

  private final OutputStream stream;
  private final boolean buffered;

  /**
   * @param buffered whether lines are held back while more of them wait
   */
  public StreamOutput(OutputStream stream, boolean buffered) {
    this.stream = stream;
    this.buffered = buffered;
  }

  @Override
  public void write(String line) throws IOException {
    stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    if (!buffered) {
      stream.flush();
    }
  }

  @Override
  public void idle() throws IOException {
    stream.flush();
  }

  @Override
  public void close() {
    // what is held back was flushed when the queue ran empty
  }
}
