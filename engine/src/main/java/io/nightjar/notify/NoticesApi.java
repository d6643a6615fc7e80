package io.nightjar.notify;

import io.nightjar.http.About;
import io.nightjar.http.About.Kind;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.store.Reads;
import java.util.List;
import java.util.Locale;

/** Routes about deliveries: which there are, trying one anew, testing a channel. */
public final class NoticesApi {

  private static final int LIMIT_AT_MOST = 1_000;

  private final Outbox outbox;
  private final DeadLetters letters;

  public NoticesApi(Outbox outbox, Reads reads) {
    this.outbox = outbox;
    this.letters = new DeadLetters(reads);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/notices/deliveries", Permission.VIEW, this::list)
            .saying(
                About.list("notices", "What was told where, the newest first", DeliveryView.class)
                    .query("state", Kind.TEXT, "waiting, delivered, dead or over", "dead")
                    .query("limit", Kind.NUMBER, "So many at most; 1000 at the utmost", "50")),
        Route.get("/notices/deliveries/{id}", Permission.VIEW, this::one)
            .saying(About.of("notices", "One delivery", DeliveryView.class)),
        Route.post("/notices/deliveries/{id}/again", Permission.OPERATE, this::again)
            .saying(
                About.of("notices", "Tries one anew that was given up", DeliveryView.class).who()),
        Route.get(
                "/notices/channels",
                Permission.VIEW,
                call -> Reply.ok(new Names(outbox.channels())))
            .saying(About.of("notices", "The channels", Names.class)),
        Route.post("/notices/channels/{name}/test", Permission.OPERATE, this::test)
            .saying(About.of("notices", "Sends a test notice", DeliveryView.class).who()));
  }

  /** Of the channels. */
  private record Names(List<String> channels) {}

  private Reply list(Call call) {
    int limit = (int) call.number("limit", 50, LIMIT_AT_MOST);
    String state = call.query("state");
    List<Delivery> found =
        state == null || state.isEmpty() ? letters.newest(limit) : letters.in(state(state), limit);
    return Reply.ok(found.stream().map(DeliveryView::of).toList());
  }

  private static Delivery.State state(String word) {
    for (Delivery.State state : Delivery.State.values()) {
      if (NoticeText.word(state).equals(word.toLowerCase(Locale.ROOT))) {
        return state;
      }
    }
    throw new Rejection(Problem.badRequest("state must be one of waiting, delivered, dead, over"));
  }

  private String id(Call call) {
    return call.theOne(
        "delivery", prefix -> letters.matching(prefix).stream().map(Delivery::id).toList());
  }

  private Reply one(Call call) {
    String id = id(call);
    return outbox
        .find(id)
        .map(delivery -> Reply.ok(DeliveryView.of(delivery)))
        .orElseThrow(() -> new Rejection(Problem.notFound("there is no delivery " + id)));
  }

  private Reply again(Call call) {
    String id = id(call);
    return outbox
        .again(id, call.who())
        .map(delivery -> Reply.ok(DeliveryView.of(delivery)))
        .orElseThrow(
            () -> new Rejection(Problem.badRequest(id + " was not given up, so it is not dead")));
  }

  private Reply test(Call call) {
    String name = call.variable("name");
    return outbox
        .test(name, call.who())
        .map(delivery -> Reply.ok(DeliveryView.of(delivery)))
        .orElseThrow(
            () ->
                new Rejection(
                    Problem.notFound(
                        "there is no channel " + name + "; there are " + outbox.channels())));
  }
}
