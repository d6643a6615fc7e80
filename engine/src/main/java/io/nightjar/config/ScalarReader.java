package io.nightjar.config;

import io.nightjar.rules.RulePriority;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Turns the text of one YAML scalar into the type of its key. */
final class ScalarReader {

  private static final String WANTED_ADDRESS =
      "is not an address: write it as https://nightjar.example.com";

  private final Path baseFolder;
  private final boolean falco;

  private ScalarReader(Path baseFolder, boolean falco) {
    this.baseFolder = baseFolder;
    this.falco = falco;
  }

  /**
   * Of our own files.
   *
   * @param baseFolder relative paths start here
   */
  static ScalarReader of(Path baseFolder) {
    return new ScalarReader(baseFolder, false);
  }

  /** The same, and takes every word for true and false that Falco takes. */
  static ScalarReader forFalco(Path baseFolder) {
    return new ScalarReader(baseFolder, true);
  }

  /**
   * @throws IllegalArgumentException with a message that says what is wanted instead
   */
  Object read(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == int.class) {
      return number(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return falco ? anyTruth(text) : truth(text);
    } else if (type == Path.class) {
      return path(text);
    } else if (type == Duration.class) {
      return Durations.parse(text);
    } else if (type == ZoneId.class) {
      return zone(text);
    } else if (type == LocalDate.class) {
      return date(text);
    } else if (type == Instant.class) {
      return instant(text);
    } else if (type == Secret.class) {
      return Secret.parse(text);
    } else if (type == URI.class) {
      return address(text);
    } else if (type == DailyWindow.class) {
      return DailyWindow.parse(text);
    } else if (type == ListenAddress.class) {
      return ListenAddress.parse(text);
    } else if (type == SyslogAddress.class) {
      return SyslogAddress.parse(text);
    } else if (type == RulePriority.class && text.equalsIgnoreCase("info")) {
      return RulePriority.INFORMATIONAL;
    } else if (type.isEnum()) {
      return constant(type, text);
    }
    throw new IllegalStateException("no way to read a " + type.getName());
  }

  private static Object number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Object anyTruth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y" -> true;
      case "false", "no", "off", "n" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private Object path(String text) {
    try {
      return baseFolder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path", e);
    }
  }

  private static Object zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      String near = Suggestion.didYouMean(text, ZoneId.getAvailableZoneIds());
      throw new IllegalArgumentException(
          "is not a time zone: " + (near.isEmpty() ? "write it as Europe/Berlin" : near), e);
    }
  }

  private static Object date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a date: write it as 2026-12-24", e);
    }
  }

  private static Object instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "is not a time: write it as 2026-12-24T18:00:00Z or 2026-12-24T18:00:00+01:00", e);
    }
  }

  private static Object address(String text) {
    try {
      URI address = new URI(text);
      String scheme = String.valueOf(address.getScheme());
      if ((scheme.equals("https") || scheme.equals("http"))
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && address.getFragment() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(WANTED_ADDRESS, e);
    }
    throw new IllegalArgumentException(WANTED_ADDRESS);
  }

  private static Object constant(Class<?> type, String text) {
    Object[] constants = type.getEnumConstants();
    List<String> words = Arrays.stream(constants).map(ScalarReader::word).toList();
    int index = words.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      String near = Suggestion.didYouMean(text, words);
      throw new IllegalArgumentException(
          "must be one of " + String.join(", ", words) + (near.isEmpty() ? "" : "; " + near));
    }
    return constants[index];
  }

  /** Whether the type is a mapping with keys of its own; some records are written as one text. */
  static boolean isSection(Class<?> type) {
    return type.isRecord()
        && type != DailyWindow.class
        && type != ListenAddress.class
        && type != SyslogAddress.class;
  }

  /** An enum constant as the file writes it: {@code dry-run}. */
  static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
