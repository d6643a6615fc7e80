package io.nightjar.ingest;

import io.nightjar.detect.Detection;
import io.nightjar.store.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Into a real journal, with nobody to decide. */
final class TestWay implements AlertWay {

  final List<Detection> fresh = new CopyOnWriteArrayList<>();
  final List<Detection> givenUp = new CopyOnWriteArrayList<>();
  final List<String> told = new CopyOnWriteArrayList<>();
  private final Journal journal;
  private volatile boolean failing;

  TestWay(Journal journal) {
    this.journal = journal;
  }

  void failing(boolean now) {
    failing = now;
  }

  @Override
  public CompletableFuture<List<Detection>> accept(List<Detection> detections) {
    if (failing) {
      return CompletableFuture.failedFuture(
          new io.nightjar.store.StoreException("the disk is full"));
    }
    List<Detection> some = journal.append(new ArrayList<>(detections));
    fresh.addAll(some);
    return CompletableFuture.completedFuture(some);
  }

  @Override
  public void givenUp(List<Detection> detections) {
    givenUp.addAll(detections);
  }

  @Override
  public void odd(String about, String words) {
    told.add(about + ": " + words);
  }

  @Override
  public void lost(long events, String where) {
    told.add(events + " lost " + where);
  }
}
