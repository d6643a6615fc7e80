package io.nightjar.playbook;

import io.nightjar.audit.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The form in which generated classes are kept: a zip file that begins with what it was made from
 * and the SHA-256 of every other entry. Equal contents give equal bytes.
 *
 * <p>The hashes find damage and what was put together from several files. They are no proof against
 * somebody who can write the whole file: for that there is a signature.
 */
final class CacheFile {

  private static final String HEAD = "contents";
  private static final String MODELS = "models";
  private static final int AT_MOST = 64 << 20;

  private CacheFile() {}

  /**
   * @param digest of everything that the classes were made from
   */
  static byte[] write(String digest, GeneratedClasses generated) throws IOException {
    SortedMap<String, byte[]> entries = new TreeMap<>(generated.classes());
    entries.put(MODELS, String.join("\n", generated.models()).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, HEAD, head(digest, entries).getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        add(zip, entry.getKey(), entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException when it was made from something else, is damaged or was tampered with; the
   *     message says which
   */
  static GeneratedClasses read(String digest, byte[] file) throws IOException {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    byte[] head = unzip(file, entries);
    if (!head(digest, entries).equals(new String(head, StandardCharsets.UTF_8))) {
      throw new IOException("what it holds is not what it says that it holds");
    }
    byte[] models = entries.remove(MODELS);
    if (models == null) {
      throw new IOException("the list of models is missing");
    }
    List<String> names = new ArrayList<>();
    new String(models, StandardCharsets.UTF_8).lines().forEach(names::add);
    return new GeneratedClasses(entries, names);
  }

  /** Returns the head; the other entries are added. */
  private static byte[] unzip(byte[] file, SortedMap<String, byte[]> entries) throws IOException {
    int left = AT_MOST;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      ZipEntry first = zip.getNextEntry();
      if (first == null || !first.getName().equals(HEAD)) {
        throw new IOException("it does not begin with what it holds");
      }
      byte[] head = zip.readNBytes(left);
      left -= head.length;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes(left + 1);
        left -= bytes.length;
        if (left < 0) {
          throw new IOException("it holds more than " + AT_MOST + " bytes");
        }
        if (entries.put(entry.getName(), bytes) != null) {
          throw new IOException("it holds " + entry.getName() + " twice");
        }
      }
      return head;
    } catch (IllegalArgumentException e) {
      throw new IOException("its names are no UTF-8", e);
    }
  }

  private static String head(String digest, SortedMap<String, byte[]> entries) {
    StringBuilder head = new StringBuilder("made from ").append(digest).append('\n');
    entries.forEach(
        (name, bytes) -> head.append(sha256(bytes)).append("  ").append(name).append('\n'));
    return head.toString();
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static String sha256(byte[] bytes) {
    return Hash.sha256(bytes).hex();
  }
}
