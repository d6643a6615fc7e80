package io.nightjar.practice.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The field numbers of the few kinds that are read as protobuf (generated.proto of each API). */
final class ProtobufSchema {

  /** How a field is written. */
  enum Kind {
    TEXT,
    TEXTS,
    NUMBER,
    FLAG,
    MESSAGE,
    /** Text to text. */
    MAP,
    /** Bytes, which are base64 in JSON. */
    BLOB,
    /** Text to bytes. */
    BLOBS
  }

  /** One field; {@code fields} is empty unless it is a message. */
  record Field(String name, Kind kind, Map<Integer, Field> fields) {}

  static final Map<Integer, Field> MAP_ENTRY = fields("1 key", "2 value");
  static final Map<Integer, Field> BLOB_ENTRY = fields("1 key", "2 value@");
  static final Map<Integer, Field> ENVELOPE =
      with(Map.of(), 1, "typeMeta", fields("1 apiVersion", "2 kind"));

  private static final Map<Integer, Field> METADATA =
      fields(
          "1 name",
          "2 generateName",
          "3 namespace",
          "5 uid",
          "6 resourceVersion",
          "11 labels{}",
          "12 annotations{}",
          "14 finalizers[]");
  private static final Map<Integer, Field> ACCESS =
      with(
          with(
              Map.of(),
              1,
              "resourceAttributes",
              fields(
                  "1 namespace",
                  "2 verb",
                  "3 group",
                  "4 version",
                  "5 resource",
                  "6 subresource",
                  "7 name")),
          2,
          "nonResourceAttributes",
          fields("1 path", "2 verb"));
  private static final Map<Integer, Field> DELETE_OPTIONS =
      with(
          fields(
              "1 gracePeriodSeconds#", "3 orphanDependents?", "4 propagationPolicy", "5 dryRun[]"),
          2,
          "preconditions",
          fields("1 uid", "2 resourceVersion"));

  private static final Map<String, Map<Integer, Field>> KINDS =
      Map.of(
          "SelfSubjectAccessReview", object(ACCESS),
          "SubjectAccessReview", object(merged(ACCESS, fields("3 user", "4 groups[]", "6 uid"))),
          "LocalSubjectAccessReview",
              object(merged(ACCESS, fields("3 user", "4 groups[]", "6 uid"))),
          "SelfSubjectRulesReview", object(fields("1 namespace")),
          "SelfSubjectReview", object(Map.of()),
          "TokenReview", object(fields("1 token", "2 audiences[]")),
          "Namespace", object(Map.of()),
          "ConfigMap", merged(object(Map.of()), fields("2 data{}")),
          "DeleteOptions", DELETE_OPTIONS,
          "Eviction",
              with(with(Map.of(), 1, "metadata", METADATA), 2, "deleteOptions", DELETE_OPTIONS));

  /** What goes with service accounts, and what Helm keeps its releases in. */
  private static final Map<String, Map<Integer, Field>> ACCOUNTS =
      Map.of(
          "Secret",
              merged(
                  object(Map.of()),
                  fields("2 data{@}", "3 type", "4 stringData{}", "5 immutable?")),
          "ServiceAccount", object(Map.of()),
          "TokenRequest",
              object(
                  with(
                      fields("1 audiences[]", "4 expirationSeconds#"),
                      3,
                      "boundObjectRef",
                      fields("1 kind", "2 apiVersion", "3 name", "4 uid"))));

  private ProtobufSchema() {}

  static Optional<Map<Integer, Field>> of(String kind) {
    return Optional.ofNullable(KINDS.getOrDefault(kind, ACCOUNTS.get(kind)));
  }

  private static Map<Integer, Field> object(Map<Integer, Field> spec) {
    Map<Integer, Field> metadata = with(Map.of(), 1, "metadata", METADATA);
    return spec.isEmpty() ? metadata : with(metadata, 2, "spec", spec);
  }

  /**
   * Each as {@code number name}, with [] for several, {} for a map, # for a number, ? for a flag, @
   * for bytes.
   */
  private static Map<Integer, Field> fields(String... texts) {
    Map<Integer, Field> fields = new HashMap<>();
    for (String text : texts) {
      String[] parts = text.split(" ");
      String name = parts[1].replaceAll("[\\[\\]{}#?@]", "");
      Kind kind = kind(parts[1].substring(name.length()));
      fields.put(Integer.parseInt(parts[0]), new Field(name, kind, Map.of()));
    }
    return Map.copyOf(fields);
  }

  private static Kind kind(String suffix) {
    return switch (suffix) {
      case "[]" -> Kind.TEXTS;
      case "{}" -> Kind.MAP;
      case "{@}" -> Kind.BLOBS;
      case "@" -> Kind.BLOB;
      case "#" -> Kind.NUMBER;
      case "?" -> Kind.FLAG;
      default -> Kind.TEXT;
    };
  }

  private static Map<Integer, Field> with(
      Map<Integer, Field> base, int number, String name, Map<Integer, Field> message) {
    return merged(base, Map.of(number, new Field(name, Kind.MESSAGE, message)));
  }

  private static Map<Integer, Field> merged(Map<Integer, Field> one, Map<Integer, Field> other) {
    Map<Integer, Field> all = new HashMap<>(one);
    all.putAll(other);
    return Map.copyOf(all);
  }
}
