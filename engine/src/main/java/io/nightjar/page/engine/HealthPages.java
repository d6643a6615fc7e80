package io.nightjar.page.engine;

import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Status;
import io.nightjar.page.Moment;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.PageTimes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.page.work.Background.Done;
import io.nightjar.page.work.Kept;
import io.nightjar.store.StoreSummary;
import io.nightjar.upkeep.StoreStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** How the engine is: what it sees, what it lost, what waits, what could not be delivered. */
public final class HealthPages implements PageRoutes {

  private static final int LETTERS = 50;
  private static final String WAITING = "waiting";

  private final PageParts parts;
  private final Kept<StoreStatus> store;
  private final DeadLetters letters;

  public HealthPages(PageParts parts, Kept<StoreStatus> store, DeadLetters letters) {
    this.parts = parts;
    this.store = store;
    this.letters = letters;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/health", Permission.VIEW, this::health),
        Route.post("/health/letters/{id}/send", Permission.OPERATE, this::send));
  }

  /**
   * What the template knows.
   *
   * @param verdict in one sentence
   * @param wrong what needs a person, a sentence each
   * @param queues how much waits, by place
   * @param losses what was lost, by place; the lost ones first
   */
  record Model(
      String verdict,
      List<String> wrong,
      Status status,
      String since,
      boolean mayStop,
      boolean mayOperate,
      List<Amount> losses,
      List<Amount> queues,
      List<Amount> counts,
      StoreView store,
      List<LetterView> letters) {}

  /** A number with its name. */
  record Amount(String name, long count, String shown) {
    static Amount of(Map.Entry<String, Long> entry) {
      return new Amount(
          entry.getKey().replace('.', ' '),
          entry.getValue(),
          String.format(Locale.ROOT, "%,d", entry.getValue()));
    }
  }

  /** A notification that was given up. */
  record LetterView(String id, String channel, String what, Moment at, String why) {}

  private Reply health(Call call) {
    Status status = parts.backend().status();
    PageTimes times = parts.times();
    List<LetterView> given =
        letters.newest(LETTERS).stream()
            .map(
                each ->
                    new LetterView(
                        each.id(), each.channel(), each.what(), times.of(each.at()), each.why()))
            .toList();
    List<String> wrong = wrong(status, given.size());
    Model model =
        new Model(
            wrong.isEmpty() ? "All is well" : "Something needs a look",
            wrong,
            status,
            times.ago(status.startedAt()),
            call.caller().may(Permission.STOP, ""),
            call.caller().may(Permission.OPERATE, ""),
            amounts(status.losses(), name -> true),
            amounts(status.counters(), name -> name.endsWith(WAITING)),
            amounts(status.counters(), name -> !name.endsWith(WAITING)),
            store(),
            given);
    return parts.frame().show(call, new View("engine/health", "Health", Tab.HEALTH, model));
  }

  private static List<Amount> amounts(Map<String, Long> counts, Predicate<String> meant) {
    return counts.entrySet().stream()
        .filter(entry -> meant.test(entry.getKey()))
        .map(Amount::of)
        .sorted((a, b) -> Boolean.compare(b.count() > 0, a.count() > 0))
        .toList();
  }

  private static List<String> wrong(Status status, int letters) {
    List<String> wrong = new ArrayList<>();
    if (status.killSwitch().on()) {
      wrong.add("The kill switch is on, so nothing is done: " + status.killSwitch().why());
    }
    if (status.leadership().shared() && status.leadership().standbys().isEmpty()) {
      wrong.add("No engine stands by: nobody takes over when this one dies.");
    }
    if (!status.cluster().reachable()) {
      wrong.add("The cluster does not answer: " + status.cluster().server());
    }
    status.sources().stream()
        .filter(source -> !source.on() && source.name().equals("kernel"))
        .forEach(source -> wrong.add("No events from " + source.name() + ": " + source.detail()));
    status.losses().forEach((place, count) -> lost(place, count, wrong));
    status.broken().forEach((what, why) -> wrong.add(what + ": " + why));
    if (letters > 0) {
      wrong.add("Notifications were given up; they stand below.");
    }
    return wrong;
  }

  private static void lost(String place, long count, List<String> wrong) {
    if (count > 0) {
      wrong.add(String.format(Locale.ROOT, "%,d lost since the start: %s", count, place));
    }
  }

  /**
   * The store in words.
   *
   * @param tables rows of each
   * @param note what is not known, or when it was measured
   */
  record StoreView(
      String database, String size, List<Amount> tables, List<String> spans, String note) {}

  private StoreView store() {
    Done<StoreStatus> measured = store.get().orElse(null);
    StoreStatus status = measured == null ? null : measured.result();
    if (measured == null || status == null) {
      String why = measured == null ? "It is being measured; look again." : measured.failure();
      return new StoreView("", "", List.of(), List.of(), why);
    }
    StoreSummary size = status.size();
    List<String> spans = new ArrayList<>();
    for (StoreStatus.Span span : status.spans()) {
      Instant oldest = span.oldest();
      if (oldest != null) {
        spans.add(span.what().replace('_', ' ') + " since " + parts.times().exact(oldest).shown());
      }
    }
    return new StoreView(
        size.database(),
        bytes(size.bytes()),
        size.tables().stream()
            .filter(table -> table.rows() > 0)
            .map(table -> Amount.of(Map.entry(table.name().replace('_', ' '), table.rows())))
            .toList(),
        spans,
        "Measured " + parts.times().ago(measured.endedAt()) + ".");
  }

  private static String bytes(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%,d kB", bytes / 1024)
        : String.format(Locale.ROOT, "%,.1f MB", bytes / (double) (1 << 20));
  }

  private Reply send(Call call) {
    parts.frame().form(call);
    String against = letters.sendAgain(call.variable("id"), call.caller().name());
    if (!against.isEmpty()) {
      throw new Rejection(Problem.refused(against));
    }
    return Reply.seeOther("/health");
  }
}
