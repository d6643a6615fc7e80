package io.nightjar.notify;

import java.time.Instant;

/**
 * One delivery as people look at it.
 *
 * @param state {@code waiting}, {@code delivered}, {@code dead} or {@code over}
 * @param notices for how many notices it stands
 * @param due before that it is not tried
 * @param changed since when it is in this state
 */
public record DeliveryView(
    String id,
    String channel,
    String person,
    String state,
    String kind,
    String responseId,
    String what,
    int notices,
    int tries,
    String why,
    Instant made,
    Instant due,
    Instant changed) {

  public static DeliveryView of(Delivery delivery) {
    Letter letter = delivery.letter();
    Notice notice = letter.notice();
    return new DeliveryView(
        delivery.id(),
        delivery.channel(),
        delivery.person(),
        NoticeText.word(delivery.state()),
        NoticeText.word(notice.kind()),
        notice.responseId(),
        notice.happened(),
        letter.count(),
        delivery.tries(),
        delivery.why(),
        delivery.made(),
        delivery.due(),
        delivery.changed());
  }
}
