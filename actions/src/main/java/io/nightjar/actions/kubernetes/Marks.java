package io.nightjar.actions.kubernetes;

/** The labels and annotations by which Nightjar's own work is known in the cluster. */
final class Marks {
  /** Name of the writer in {@code managedFields} and in {@code app.kubernetes.io/managed-by}. */
  static final String NIGHTJAR = "nightjar";

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** On a pod: the value is selected by exactly one quarantine policy. */
  static final String QUARANTINE = "nightjar.io/quarantine";

  static final String RESPONSE = "nightjar.io/response";
  static final String POD = "nightjar.io/pod";
  static final String POD_UID = "nightjar.io/pod-uid";

  static final String ISOLATION = "nightjar.io/isolation";
  static final String SCALED_TO_ZERO = "nightjar.io/scaled-to-zero";
  static final String ROLLED_BACK_IMAGE = "nightjar.io/rolled-back-image";
  static final String READ_ONLY_ROOT = "nightjar.io/read-only-root-filesystem";

  static final String SUSPENDED = "nightjar.io/suspended";
  static final String ROLLOUT_PAUSED = "nightjar.io/rollout-paused";
  static final String ROLLOUT_RESUMED = "nightjar.io/rollout-resumed";
  static final String RESTARTED = "nightjar.io/restarted";

  /** Before the name of what was hardened. */
  static final String HARDENED = "nightjar.io/hardened-";

  static final String OWNER_PAUSED = "nightjar.io/owner-paused";

  /** On a Secret: which response gave it which new values; never the values. */
  static final String ROTATED = "nightjar.io/rotated";

  static final String LIMITED = "nightjar.io/limited-resources";
  static final String ROLLED_BACK = "nightjar.io/rolled-back";

  /** On a pod template as node selector: the value is the workload's UID, which no node has. */
  static final String NO_NODE = "nightjar.io/no-node";

  static final String CORDONED = "nightjar.io/cordoned";
  static final String DRAINED = "nightjar.io/drained";
  static final String DRAIN_PROGRESS = "nightjar.io/drain-progress";

  private Marks() {}
}
