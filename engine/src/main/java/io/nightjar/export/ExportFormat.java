package io.nightjar.export;

/** In whose words the audit log is exported. */
public enum ExportFormat {
  /** The leaves themselves, each with its index and hash, as in a sealed segment. */
  jsonl,
  /** Events of the Open Cybersecurity Schema Framework. */
  ocsf,
  /** Documents of the Elastic Common Schema. */
  ecs,
  /** Events of ArcSight's Common Event Format, which are no JSON. */
  cef
}
