package io.nightjar.outputs;

import java.io.IOException;
import java.util.OptionalLong;

/** How far one output has followed the audit log. */
interface Position {

  /**
   * Index of the next leaf; nothing where the output is new.
   *
   * @throws IOException when it cannot be read, or is no number
   */
  OptionalLong read() throws IOException;

  void write(long next) throws IOException;
}
