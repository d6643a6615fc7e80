package io.nightjar.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * What Falco 0.44.1 with modern_ebpf and its stable rules cost on a machine of two cores under the
 * same kind of load.
 *
 * @param slowDown CPU time of the load in times of that without it, from and to
 * @param agentSeconds its own CPU seconds per million events
 */
record FalcoFigures(@Nullable Spread slowDown, @Nullable Double agentSeconds) {
  static final String WHICH = "Falco 0.44.1, modern_ebpf, measured on such a machine";
  static final FalcoFigures OPEN = new FalcoFigures(new Spread(1.75, 1.7, 1.8), 1.76);
  static final FalcoFigures OPEN_AT_RATE = new FalcoFigures(null, 2.7);
  static final FalcoFigures EXEC = new FalcoFigures(new Spread(1.18, 1.15, 1.21), 15.4);
  static final FalcoFigures CONNECT = new FalcoFigures(new Spread(1.14, 1.14, 1.14), 1.65);
  static final FalcoFigures NONE = new FalcoFigures(null, null);
  static final double UNCAPTURED_NANOS = 131;
  static final double START_SECONDS = 1.8;
  static final double RESIDENT_MEGABYTES = 61;
  static final String DROPS = "25-27 % at two saturating loops, 48 % at three";
}
