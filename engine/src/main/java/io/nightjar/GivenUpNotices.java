package io.nightjar;

import io.nightjar.notify.Delivery;
import io.nightjar.notify.Outbox;
import io.nightjar.page.engine.DeadLetters;
import io.nightjar.store.Reads;
import java.util.List;

/** The notices that were given up, as the pages show them. */
record GivenUpNotices(Reads reads, Outbox outbox) implements DeadLetters {

  @Override
  public List<Letter> newest(int limit) {
    return new io.nightjar.notify.DeadLetters(reads)
        .list(limit).stream().map(GivenUpNotices::letter).toList();
  }

  private static Letter letter(Delivery delivery) {
    String whom =
        delivery.person().isEmpty()
            ? delivery.channel()
            : delivery.channel() + ", " + delivery.person();
    String why = delivery.tries() + (delivery.tries() == 1 ? " try: " : " tries: ");
    return new Letter(
        delivery.id(),
        whom,
        delivery.letter().notice().happened(),
        delivery.changed(),
        why + delivery.why());
  }

  @Override
  public String sendAgain(String id, String who) {
    return outbox.again(id, who).isPresent() ? "" : "it was sent again already, or is gone";
  }
}
