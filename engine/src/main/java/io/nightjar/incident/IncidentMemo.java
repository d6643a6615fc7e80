package io.nightjar.incident;

import io.nightjar.store.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The incidents that were last read and written, by their stored text: what is stored is always
 * asked for, and only not parsed again where it is the same. For one thread.
 */
public final class IncidentMemo {

  private static final int AT_MOST = 1024;

  private final Map<String, Known> bySubject = new Latest();

  private record Known(String json, Incident incident) {}

  private static final class Latest extends LinkedHashMap<String, Known> {
    private static final long serialVersionUID = 1;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
      return size() > AT_MOST;
    }
  }

  Incident parsed(String subject, String json) {
    Known known = bySubject.get(subject);
    if (known != null && known.json().equals(json)) {
      return known.incident();
    }
    Incident incident = Json.read(json, Incident.class);
    bySubject.put(subject, new Known(json, incident));
    return incident;
  }

  void wrote(Incident incident, String json) {
    bySubject.put(incident.subject(), new Known(json, incident));
  }
}
