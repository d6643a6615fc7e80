package io.nightjar;

import io.nightjar.detect.Detection;
import io.nightjar.ingest.AlertWay;
import io.nightjar.notify.Telling;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Alerts go the way of detections. */
record IngestionWay(Pipeline pipeline, Telling telling) implements AlertWay {

  @Override
  public CompletableFuture<List<Detection>> accept(List<Detection> detections) {
    return pipeline.acceptLater(detections);
  }

  @Override
  public void givenUp(List<Detection> detections) {
    pipeline.givenUp(detections);
  }

  @Override
  public void odd(String about, String words) {
    telling.oddAlerts(about, words);
  }

  @Override
  public void lost(long events, String where) {
    telling.lost(events, where);
  }
}
