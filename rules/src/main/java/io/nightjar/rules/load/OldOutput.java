package io.nightjar.rules.load;

import io.nightjar.rules.language.SourceText;

/** Takes out of outputs what rules of long ago wrote into them. */
final class OldOutput {
  private static final String CONTAINER_INFO = "%container.info";

  private OldOutput() {}

  /**
   * The output without {@code %container.info}, which once stood for what is now added to every
   * output anyway.
   */
  static SourceText clean(SourceText output, Problems problems) {
    String text = output.text();
    int found = text.indexOf(CONTAINER_INFO);
    if (found < 0) {
      return output;
    }
    problems.add(
        output
            .at(found)
            .warning("%container.info is not used any more and is left out", "delete it"));
    SourceText.Builder clean = new SourceText.Builder();
    int copied = 0;
    while (found >= 0) {
      clean.append(output, copied, found);
      copied = found + CONTAINER_INFO.length();
      found = text.indexOf(CONTAINER_INFO, copied);
    }
    return clean.append(output, copied, output.length()).build();
  }
}
