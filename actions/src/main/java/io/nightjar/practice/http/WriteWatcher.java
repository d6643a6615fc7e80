package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Sees every request over the API that changes something, dry runs and refused users left out; on
 * the thread of the request, which waits for it.
 */
public interface WriteWatcher {

  /** It has come and is carried out when this returns. */
  void arrived(RequestInfo about);

  /** It was carried out; the answer is sent when this returns. */
  void done(Write write);

  /**
   * A change that took place.
   *
   * @param sent the body of the request: an object, a patch, delete options, or nothing
   * @param object as the server answered it, with its new resourceVersion
   */
  record Write(RequestInfo about, JsonNode sent, JsonNode object) {}

  /** Sees nothing. */
  WriteWatcher NONE =
      new WriteWatcher() {
        @Override
        public void arrived(RequestInfo about) {}

        @Override
        public void done(Write write) {}
      };
}
