package io.nightjar.tune;

import io.nightjar.rules.Rule;
import io.nightjar.rules.field.RuleSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A field that an exception may name.
 *
 * @param fixed not in the hands of whoever is inside of the container
 * @param pins says what was done or to what, not only who did it
 * @param abuse how somebody could give it the excepted value
 */
public record TuningField(String key, boolean fixed, boolean pins, String abuse) {

  private static final String NAMED = "any process can give itself this name";

  private static final List<TuningField> OF_CALLS =
      List.of(
          fixed(
              "container.image.repository",
              "whoever may create pods there or push to the repository can run anything under it"),
          fixed("k8s.ns.name", "whoever may create pods in the namespace"),
          fixed("container.name", "whoever may create pods in the namespace"),
          named("proc.exepath", "whoever can run or replace the program at this path"),
          named("proc.name", NAMED),
          named("proc.pname", NAMED),
          named("proc.aname[2]", NAMED),
          named("proc.aname[3]", NAMED),
          pins("proc.cmdline", "whoever has a shell in the container can type it"));

  private static final List<TuningField> OF_REQUESTS =
      List.of(fixed("ka.user.name", "whoever holds the credentials of this identity"));

  private static final List<String> PINNING = List.of("fd.", "fs.path.", "evt.arg.");

  private static TuningField fixed(String key, String abuse) {
    return new TuningField(key, true, false, abuse);
  }

  private static TuningField named(String key, String abuse) {
    return new TuningField(key, false, false, abuse);
  }

  private static TuningField pins(String key, String abuse) {
    return new TuningField(key, false, true, abuse);
  }

  /** Those that detections of a rule can tell, the fixed ones first. */
  static List<TuningField> of(Rule rule) {
    boolean audit = rule.source().equals(RuleSource.K8S_AUDIT.symbol());
    List<TuningField> fields = new ArrayList<>(audit ? OF_REQUESTS : OF_CALLS);
    for (String key : rule.output().keys()) {
      boolean pinning = PINNING.stream().anyMatch(key::startsWith) && !isVolatile(key);
      if (audit ? isOfRequest(key) : pinning) {
        fields.add(pins(key, "whoever can do the same thing from there"));
      }
    }
    return List.copyOf(fields);
  }

  private static boolean isOfRequest(String key) {
    return key.startsWith("ka.")
        && !key.equals("ka.user.name")
        && !key.equals("ka.auditid")
        && !key.startsWith("ka.response");
  }

  /** Numbers that the kernel hands out: they are never the same twice, or by accident. */
  private static boolean isVolatile(String key) {
    return key.equals("fd.num")
        || key.endsWith("cport")
        || key.endsWith("lport")
        || key.endsWith("pid")
        || key.equals("fd.ino");
  }
}
