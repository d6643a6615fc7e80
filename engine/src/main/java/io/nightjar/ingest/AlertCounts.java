package io.nightjar.ingest;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What was counted of alerts since the start. Thread safe. */
final class AlertCounts {

  final LongAdder accepted = new LongAdder();
  final LongAdder known = new LongAdder();
  final LongAdder waited = new LongAdder();
  final LongAdder doubted = new LongAdder();
  final LongAdder cut = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder ahead = new LongAdder();
  final LongAdder health = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder overRate = new LongAdder();
  final LongAdder notStored = new LongAdder();

  /** By names for people. */
  SortedMap<String, Long> counters() {
    SortedMap<String, Long> all = new TreeMap<>();
    all.put("ingest.accepted", accepted.sum());
    all.put("ingest.known before", known.sum());
    all.put("ingest.waited for their pod", waited.sum());
    all.put("ingest.doubted", doubted.sum());
    all.put("ingest.cut off", cut.sum());
    all.put("ingest.late", late.sum());
    all.put("ingest.clock ahead", ahead.sum());
    all.put("ingest.metrics of Falco", health.sum());
    return all;
  }

  /** What did not become a detection although somebody sent it. */
  SortedMap<String, Long> losses() {
    SortedMap<String, Long> all = new TreeMap<>();
    all.put("alerts that could not be read", unreadable.sum());
    all.put("alerts over a sender's rate", overRate.sum());
    all.put("alerts not stored", notStored.sum());
    return all;
  }
}
