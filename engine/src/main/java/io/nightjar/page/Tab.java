package io.nightjar.page;

/** The parts of the page, in the order of the navigation. */
public enum Tab {
  TONIGHT("Tonight", "/"),
  APPROVALS("Approvals", "/approvals"),
  INCIDENTS("Incidents", "/incidents"),
  RESPONSES("Responses", "/responses"),
  DETECTIONS("Detections", "/detections"),
  PLAYBOOKS("Playbooks", "/playbooks"),
  CALENDARS("Calendars", "/calendars"),
  AUDIT("Audit", "/audit"),
  HEALTH("Health", "/health"),
  /** Pages beside all of these: errors and the sign-in. */
  NONE("", "");

  private final String label;
  private final String path;

  Tab(String label, String path) {
    this.label = label;
    this.path = path;
  }

  public String label() {
    return label;
  }

  public String path() {
    return path;
  }
}
