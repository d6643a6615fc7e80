package io.nightjar.cluster;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.nightjar.store.Leadership;
import java.util.Set;

/**
 * Lets no request that changes something leave for the API server unless this engine surely leads:
 * the last look before the request is written, in the midst of an action that may have stood still
 * since its beginning. Any thread.
 */
public final class WriteGuard implements Interceptor {

  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private volatile Leadership leadership = Leadership.ALONE;

  /** From now on it asks this one. */
  public void follow(Leadership held) {
    leadership = held;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    // reviews are posted, too, but only ask
    if (CHANGING.contains(request.method()) && !request.uri().getPath().endsWith("reviews")) {
      leadership.confirm();
    }
  }
}
