package io.nightjar.rehearse;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The detection behind each response that is followed, which knows the pod and the workload behind
 * its target. Bounded.
 */
final class Causes {

  private static final int AT_MOST = 50_000;

  private final Map<String, Detection> byResponse =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Detection> eldest) {
          return size() > AT_MOST;
        }
      };

  void note(ResponseRequest request, VirtualSession session) {
    for (String id : request.detectionIds()) {
      Detection found = session.detection(id).orElse(null);
      if (found != null) {
        byResponse.putIfAbsent(request.id(), found);
        return;
      }
    }
  }

  @Nullable Detection of(Response response) {
    return of(response.id());
  }

  @Nullable Detection of(String requestId) {
    return byResponse.get(requestId);
  }

  void forget(Response response) {
    forget(response.id());
  }

  void forget(String requestId) {
    byResponse.remove(requestId);
  }
}
