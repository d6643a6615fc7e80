package io.nightjar.respond;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.PodTarget;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.store.Database;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The process that {@link CrashTest} kills: works without end, and says of everything that it was
 * acknowledged, one line each, after the call returned.
 */
final class CrashChild {

  private CrashChild() {}

  static ResponseDesk desk(Database database, Path directory) {
    InstantSource clock = InstantSource.system();
    FileAction action = new FileAction(directory);
    ActionDescriptor descriptor = action.descriptor();
    GateSettings.Rate many = new GateSettings.Rate(1_000_000, Duration.ofMinutes(1));
    GateSettings settings = GateSettings.of(Mode.ENFORCE).with(new GateSettings.Rates(many, many));
    Gate gate =
        new Gate(
            settings,
            new KillSwitch(directory, false, database, clock),
            Map.of(descriptor.id(), descriptor),
            TargetLookup.of(Desk.NO_PODS),
            clock);
    return new ResponseDesk(
        database, gate, Map.of(descriptor.id(), action), ResponderSettings.DEFAULTS, clock);
  }

  /**
   * @param arguments state directory, directory of the action's files, name of the round
   */
  public static void main(String[] arguments) {
    var state = io.nightjar.store.TestState.open(Path.of(arguments[0]));
    Journal journal = new Journal(state.database(), InstantSource.system());
    ResponseDesk desk = desk(state.database(), Path.of(arguments[1]));
    desk.listen(new Printing());
    desk.start();
    say("ready", arguments[2]);
    Random random = new Random(arguments[2].hashCode());
    for (int i = 0; ; i++) {
      String id = arguments[2] + "-" + i;
      journal.append(Detections.of(id, Instant.now()));
      say("detection", id);
      boolean asks = i % 3 == 0;
      ApprovalAsk ask =
          ApprovalAsk.of(
              List.of(),
              Duration.ofHours(1),
              List.of(
                  new ApprovalAsk.Step(
                      Duration.ofMillis(random.nextInt(1_500)), List.of("team-lead"))));
      desk.request(
          Requests.of(
              id,
              "p",
              "fake:isolate",
              new PodTarget("shop", "p-" + id, "uid-" + id),
              i % 5 == 1 ? Duration.ofMillis(random.nextInt(1_000)) : null,
              asks ? ask : null));
      say("requested", id);
      if (asks && i % 2 == 0 && desk.approve(id, "anna", "") instanceof DeskReply.Done) {
        say("approved", id);
      }
    }
  }

  private static synchronized void say(String what, String id) {
    System.out.println(what + " " + id);
    System.out.flush();
  }

  private static final class Printing implements ResponseListener {
    @Override
    public void changed(Response response, @Nullable ResponseState previous) {
      say(response.state().words(), response.id());
    }

    @Override
    public void escalated(Response response) {
      say("escalated", response.id());
    }
  }
}
