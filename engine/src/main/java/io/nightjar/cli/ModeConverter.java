package io.nightjar.cli;

import io.nightjar.gate.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a mode as the configuration writes it. */
final class ModeConverter implements ITypeConverter<Mode> {

  @Override
  public Mode convert(String text) {
    return switch (text) {
      case "enforce" -> Mode.ENFORCE;
      case "dry-run" -> Mode.DRY_RUN;
      default ->
          throw new TypeConversionException("\"" + text + "\" is neither enforce nor dry-run");
    };
  }
}
