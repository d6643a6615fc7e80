package io.nightjar.upkeep;

/** How many of each one sweep removed; timers and joined requests go with their response. */
public record Swept(long detections, long responses, long incidents, long acts) {

  static final Swept NOTHING = new Swept(0, 0, 0, 0);

  public boolean anything() {
    return detections + responses + incidents + acts > 0;
  }

  Swept plus(Swept more) {
    return new Swept(
        detections + more.detections,
        responses + more.responses,
        incidents + more.incidents,
        acts + more.acts);
  }
}
