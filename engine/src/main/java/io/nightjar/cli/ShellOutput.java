package io.nightjar.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Standard output for bytes that are lines of UTF-8; a line goes out whole. */
final class ShellOutput extends OutputStream {

  private final PrintWriter out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ShellOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    line.write(one);
    if (one == '\n') {
      out.write(line.toString(StandardCharsets.UTF_8));
      line.reset();
      if (out.checkError()) {
        throw new IOException("standard output was closed");
      }
    }
  }
}
