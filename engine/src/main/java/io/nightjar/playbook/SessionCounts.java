package io.nightjar.playbook;

/**
 * What a session has counted since the start.
 *
 * @param collapsed detections that stand behind others that are the same
 * @param passedOver detections that no playbook looks at
 * @param evicted facts that were forgotten before their time, because there were too many
 */
public record SessionCounts(long collapsed, long passedOver, long evicted) {
  public static final SessionCounts ZERO = new SessionCounts(0, 0, 0);

  static SessionCounts of(VirtualSession session) {
    return new SessionCounts(session.collapsed(), session.passedOver(), session.evicted());
  }

  public SessionCounts plus(SessionCounts more) {
    return new SessionCounts(
        collapsed + more.collapsed, passedOver + more.passedOver, evicted + more.evicted);
  }

  SessionCounts minus(SessionCounts less) {
    return new SessionCounts(
        collapsed - less.collapsed, passedOver - less.passedOver, evicted - less.evicted);
  }
}
