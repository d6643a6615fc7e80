package io.nightjar.config;

import io.nightjar.audit.Hash;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files that the secrets of a part of the configuration are in. */
public final class SecretFiles {

  private SecretFiles() {}

  /**
   * @param part a record of the configuration, or several of them in a list or a map
   * @return each once, in no order that means anything
   */
  public static List<Path> of(@Nullable Object part) {
    List<Path> files = new ArrayList<>();
    collect(part, files);
    return files.stream().distinct().toList();
  }

  /**
   * What is in them, so that a changed secret under an unchanged name is seen; a hash, which tells
   * nothing of it. A file that cannot be read has one, too.
   */
  public static String contents(@Nullable Object part) {
    MessageDigest digest = Hash.digest();
    for (Path file : of(part).stream().sorted().toList()) {
      digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
      try {
        digest.update(Files.readAllBytes(file));
      } catch (IOException e) {
        digest.update((byte) 0);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void collect(@Nullable Object part, List<Path> files) {
    switch (part) {
      case null -> {
        // an absent section has none
      }
      case Secret secret -> secret.file().ifPresent(files::add);
      case Collection<?> many -> many.forEach(one -> collect(one, files));
      case Map<?, ?> many -> new TreeMap<>(many).values().forEach(one -> collect(one, files));
      case Record section -> {
        for (RecordComponent component : section.getClass().getRecordComponents()) {
          collect(RecordBinder.component(component, section), files);
        }
      }
      default -> {
        // a value
      }
    }
  }
}
