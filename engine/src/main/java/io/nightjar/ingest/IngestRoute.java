package io.nightjar.ingest;

import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * One address below {@code /ingest}, with and without a secret before it.
 *
 * @param path such as {@code /falco}
 * @param prompt whether its handler never waits, {@link Route#promptly}
 */
public record IngestRoute(String path, Handler handler, boolean prompt) {

  /** Where they are. */
  public static final String BASE = "/ingest";

  /** The largest body that is read. */
  public static final int BODY_BYTES_AT_MOST = 10 * 1024 * 1024;

  /** One whose handler may wait. */
  public IngestRoute(String path, Handler handler) {
    this(path, handler, false);
  }

  /** Takes what a known sender hands in; {@code call.bytes()} is the body. */
  @FunctionalInterface
  public interface Handler {
    /**
     * @throws io.nightjar.http.Rejection instead of an answer
     */
    Reply take(Sender sender, Call call);
  }

  /** All of them behind the one door. */
  public static Section section(IngestDoor door, List<IngestRoute> all) {
    List<Route> routes = new ArrayList<>();
    for (IngestRoute one : all) {
      routes.add(route(door, one.path(), one));
      routes.add(route(door, "/" + IngestDoor.AS + "/{secret}" + one.path(), one));
    }
    return Section.of(BASE, door, BODY_BYTES_AT_MOST, routes).atAnyRate();
  }

  /** Falco Talon's shape: one address, which is the root, and with a secret. */
  public static Section talon(IngestDoor door, IngestRoute one) {
    String secret = "/" + IngestDoor.AS + "/{secret}";
    return Section.of(
            "",
            door,
            BODY_BYTES_AT_MOST,
            List.of(
                route(door, "/", one), route(door, secret, one), route(door, secret + "/", one)))
        .atAnyRate();
  }

  private static Route route(IngestDoor door, String path, IngestRoute one) {
    Route route =
        Route.post(
            path,
            Permission.INGEST,
            call -> one.handler().take(door.sender(call.caller(), call.bytes()), call));
    return one.prompt() ? route.promptly() : route;
  }
}
