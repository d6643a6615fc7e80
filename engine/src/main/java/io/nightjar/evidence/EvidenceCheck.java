package io.nightjar.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Hash;
import io.nightjar.evidence.s3.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the files of a response with what the audit log says of them. */
public final class EvidenceCheck {
  private static final Set<String> NOT_IN_THE_LOG =
      Set.of(EvidenceFolder.MANIFEST, EvidenceFolder.UPLOADED);

  private EvidenceCheck() {}

  /** How a file is. */
  public enum State {
    INTACT,
    CHANGED,
    MISSING,
    /** There is a file that the log does not know. */
    UNKNOWN
  }

  /**
   * One file.
   *
   * @param logged the hash in the log, or empty
   * @param found the hash of the file, or empty
   */
  public record Line(String name, State state, String logged, String found) {}

  /**
   * @param history the response's records, the oldest first
   * @param folder the response's folder
   * @return empty when the log knows of no evidence of this response
   */
  public static List<Line> check(List<AuditRecord> history, Path folder) throws IOException {
    Map<String, String> logged = logged(history);
    List<Line> lines = new ArrayList<>();
    if (logged.isEmpty()) {
      return lines;
    }
    for (Map.Entry<String, String> one : logged.entrySet()) {
      String found = hash(folder.resolve(one.getKey()));
      lines.add(new Line(one.getKey(), state(one.getValue(), found), one.getValue(), found));
    }
    for (String name : files(folder)) {
      if (!logged.containsKey(name) && !NOT_IN_THE_LOG.contains(name)) {
        lines.add(new Line(name, State.UNKNOWN, "", hash(folder.resolve(name))));
      }
    }
    return lines;
  }

  /**
   * As {@link #check}, of the copy in a bucket; what lies there beside it is not looked for.
   *
   * @throws IOException when the bucket does not answer
   */
  public static List<Line> check(List<AuditRecord> history, String responseId, Bucket bucket)
      throws IOException, InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (Map.Entry<String, String> one : logged(history).entrySet()) {
      Optional<InputStream> content = bucket.get(EvidenceUpload.key(responseId, one.getKey()));
      String found = content.isEmpty() ? "" : hash(content.get());
      lines.add(new Line(one.getKey(), state(one.getValue(), found), one.getValue(), found));
    }
    return lines;
  }

  private static State state(String logged, String found) {
    return found.isEmpty() ? State.MISSING : found.equals(logged) ? State.INTACT : State.CHANGED;
  }

  /** Hashes by the files' names; a name that leads elsewhere is nobody's. */
  private static Map<String, String> logged(List<AuditRecord> history) {
    Map<String, String> logged = new TreeMap<>();
    for (AuditRecord record : history) {
      for (JsonNode artefact : record.fields().path("artefacts")) {
        String name = artefact.path("name").asText();
        if (Manifest.isName(name)) {
          logged.put(name, artefact.path("sha256").asText());
        }
      }
    }
    return logged;
  }

  private static Set<String> files(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (NoSuchFileException none) {
      return names;
    }
    return names;
  }

  /** Empty where there is no regular file. */
  static String hash(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    return hash(Files.newInputStream(file));
  }

  private static String hash(InputStream content) throws IOException {
    try (InputStream in = content) {
      MessageDigest digest = Hash.digest();
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
