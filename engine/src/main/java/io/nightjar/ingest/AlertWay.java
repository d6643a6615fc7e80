package io.nightjar.ingest;

import io.nightjar.detect.Detection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The way of alerts into the engine, and to people. */
public interface AlertWay {

  /** As {@link io.nightjar.Pipeline#acceptLater}. */
  CompletableFuture<List<Detection>> accept(List<Detection> detections);

  /** As {@link io.nightjar.Pipeline#givenUp}. */
  void givenUp(List<Detection> detections);

  /** Somebody hands in what cannot be right. */
  void odd(String about, String words);

  /** The sensor of somebody else lost events. */
  void lost(long events, String where);
}
