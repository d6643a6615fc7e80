package io.nightjar.ingest;

import io.nightjar.audit.Hash;
import io.nightjar.detect.DetectionId;
import io.nightjar.detect.IsoTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What makes two deliveries the same alert. Falco gives none an id and Falcosidekick makes up
 * another one on each hop; on the way fields are added, renamed and cut, tags are sorted and the
 * text is rewritten. So the identity covers what every hop leaves as it is: rule, source, time to
 * the nanosecond, host name, and the beginnings of the fields named here, where they are told.
 */
final class AlertIdentity {

  private static final List<String> FIELDS =
      List.of(
          "container.id",
          "evt.num",
          "evt.time",
          "evt.type",
          "fd.name",
          "k8s.ns.name",
          "k8s.pod.name",
          "k8s.pod.uid",
          "ka.auditid",
          "ka.stage",
          "ka.target.name",
          "ka.target.namespace",
          "ka.target.resource",
          "ka.target.subresource",
          "ka.user.name",
          "ka.verb",
          "n_drops",
          "n_evts",
          "proc.cmdline",
          "proc.exepath",
          "proc.name",
          "proc.pid",
          "proc.ppid",
          "proc.vpid",
          "user.name",
          "user.uid");

  /** Less than what Falcosidekick leaves of a text that it cuts. */
  private static final int BEGINNING = 256;

  private static final int HEX_DIGITS = 32;

  private AlertIdentity() {}

  static String of(FalcoAlert alert) {
    MessageDigest digest = Hash.digest();
    add(digest, alert.rule());
    add(digest, alert.source());
    add(digest, IsoTime.text(alert.time()));
    add(digest, alert.hostname());
    for (String name : FIELDS) {
      String value = alert.field(name);
      if (!value.isEmpty()) {
        add(digest, name);
        add(digest, value.substring(0, Math.min(BEGINNING, value.length())));
      }
    }
    return DetectionId.of("a-", alert.time(), digest.digest(), HEX_DIGITS);
  }

  private static void add(MessageDigest digest, String part) {
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0); // no text holds it
  }
}
