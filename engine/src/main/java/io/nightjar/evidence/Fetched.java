package io.nightjar.evidence;

import io.nightjar.actions.EvidenceSource;
import java.io.IOException;
import java.io.InputStream;

/** What somebody else holds, such as the logs of the API server. */
record Fetched(EvidenceSource.Opener opener) implements Collector {

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    try (InputStream in = opener.open(sink.room())) {
      in.transferTo(sink.out());
    }
    if (sink.room() == 0) {
      sink.cut("there may be more");
    }
  }
}
