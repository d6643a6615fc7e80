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

  private Marks() {}
}
