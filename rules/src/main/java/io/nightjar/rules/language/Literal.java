package io.nightjar.rules.language;

/** A value as it is written, quotes and escapes resolved. */
public record Literal(String text, Location at) implements Operand {
  @Override
  public String display() {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
