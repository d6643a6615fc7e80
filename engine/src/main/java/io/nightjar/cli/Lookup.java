package io.nightjar.cli;

import io.nightjar.detect.Detection;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.ResponseStory;
import io.nightjar.http.StoredFacts;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.store.ReadOnlyDatabase;
import java.nio.file.Path;
import java.util.List;

/** Looks things up: in the running Nightjar, or in its store while none runs. */
sealed interface Lookup extends AutoCloseable {

  List<Response> responses(ResponseFilter filter, String playbook) throws ControlFailure;

  /**
   * @param id the whole id or a prefix that only one has
   */
  ResponseStory story(String id) throws ControlFailure, UsageFailure;

  List<Detection> detections(int limit) throws ControlFailure;

  List<Incident> incidents(boolean closedToo, String namespace, int limit) throws ControlFailure;

  /**
   * @param id the whole id or a prefix that only one has
   */
  IncidentStory incident(String id) throws ControlFailure, UsageFailure;

  @Override
  void close();

  /**
   * @throws ControlFailure.NotReachable when none runs and none ever ran with this state folder
   */
  static Lookup open(Path state) throws ControlFailure.NotReachable {
    try {
      return new Live(ControlClient.open(state));
    } catch (ControlFailure.NotReachable e) {
      if (!ReadOnlyDatabase.exists(state)) {
        throw e;
      }
      ReadOnlyDatabase database = ReadOnlyDatabase.open(state);
      return new Stored(database, new StoredFacts(database));
    }
  }

  /** The running one answers. */
  record Live(ControlClient client) implements Lookup {
    @Override
    public List<Response> responses(ResponseFilter filter, String playbook) throws ControlFailure {
      return client.responses(filter, playbook);
    }

    @Override
    public ResponseStory story(String id) throws ControlFailure {
      return client.story(id);
    }

    @Override
    public List<Detection> detections(int limit) throws ControlFailure {
      return client.detections(limit);
    }

    @Override
    public List<Incident> incidents(boolean closedToo, String namespace, int limit)
        throws ControlFailure {
      return client.incidents(closedToo, namespace, limit);
    }

    @Override
    public IncidentStory incident(String id) throws ControlFailure {
      return client.incident(id);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** Nobody runs; the store says what was last known. */
  record Stored(ReadOnlyDatabase database, StoredFacts facts) implements Lookup {
    @Override
    public List<Response> responses(ResponseFilter filter, String playbook) {
      return facts.responses(filter, playbook);
    }

    @Override
    public ResponseStory story(String prefix) throws UsageFailure {
      return facts
          .story(theOne("response", prefix, facts.responseIds(prefix)))
          .orElseThrow(() -> new UsageFailure("no response starts with \"" + prefix + "\""));
    }

    @Override
    public List<Detection> detections(int limit) {
      return facts.detections(limit);
    }

    @Override
    public List<Incident> incidents(boolean closedToo, String namespace, int limit) {
      return facts.incidents().list(closedToo, namespace, limit);
    }

    @Override
    public IncidentStory incident(String prefix) throws UsageFailure {
      return facts
          .incidents()
          .story(theOne("incident", prefix, facts.incidents().ids(prefix)))
          .orElseThrow(() -> new UsageFailure("no incident starts with \"" + prefix + "\""));
    }

    private static String theOne(String what, String prefix, List<String> ids) throws UsageFailure {
      if (ids.size() > 1 && !ids.contains(prefix)) {
        throw new UsageFailure(what + " \"" + prefix + "\" may mean " + String.join(", ", ids));
      }
      return ids.contains(prefix) || ids.size() != 1 ? prefix : ids.getFirst();
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
