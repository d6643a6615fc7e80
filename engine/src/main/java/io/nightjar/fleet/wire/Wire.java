package io.nightjar.fleet.wire;

import java.time.Duration;

/** Addresses and bounds that agent and engine share. */
public final class Wire {

  /** Below which everything lies. */
  public static final String BASE = "/agent/v1";

  /** That a service account token of an agent must be meant for. */
  public static final String AUDIENCE = "nightjar-agents";

  /** Larger bodies are refused. */
  public static final int BODY_BYTES_AT_MOST = 4 * 1024 * 1024;

  /** More in one batch are refused. */
  public static final int DETECTIONS_AT_MOST = 500;

  /** More containers in one question are refused. */
  public static final int CONTAINERS_AT_MOST = 2_000;

  /** A poll for tasks that wants to wait longer waits so long. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

  /** How often an agent reports. */
  public static final Duration REPORT_EVERY = Duration.ofSeconds(10);

  /** An agent of which nothing was heard for so long counts as silent. */
  public static final Duration SILENT_AFTER = Duration.ofSeconds(30);

  /** How much of an artefact one request may bring. */
  public static final int EVIDENCE_BYTES_A_PIECE = 1024 * 1024;

  /** Header of each piece of an artefact: SHA-256 of the whole artefact, 64 hex digits. */
  public static final String HASH_HEADER = "Nightjar-Sha256";

  /** Names of the events of {@code /pods}. */
  public static final String SNAPSHOT = "snapshot";

  public static final String CHANGED = "changed";
  public static final String GONE = "gone";

  private Wire() {}
}
