package io.nightjar.export;

import io.nightjar.audit.AuditRecord;
import java.util.Locale;

/**
 * Which event class of OCSF a leaf becomes.
 *
 * @see <a href="https://schema.ocsf.io/1.7.0/classes">classes</a>
 */
enum OcsfClass {
  BASE_EVENT(0, 0, "Base Event", "Uncategorized"),
  DETECTION_FINDING(2, 2004, "Detection Finding", "Findings"),
  INCIDENT_FINDING(2, 2005, "Incident Finding", "Findings"),
  ENTITY_MANAGEMENT(3, 3004, "Entity Management", "Identity & Access Management"),
  APPLICATION_LIFECYCLE(6, 6002, "Application Lifecycle", "Application Activity"),
  REMEDIATION_ACTIVITY(7, 7001, "Remediation Activity", "Remediation");

  final int category;
  final int uid;
  final String caption;
  final String categoryName;

  OcsfClass(int category, int uid, String caption, String categoryName) {
    this.category = category;
    this.uid = uid;
    this.caption = caption;
    this.categoryName = categoryName;
  }

  static OcsfClass of(AuditRecord record) {
    if (record.responseId() != null) {
      return REMEDIATION_ACTIVITY;
    }
    String kind = record.kind();
    return switch (kind.substring(0, Math.max(0, kind.indexOf('.'))).toLowerCase(Locale.ROOT)) {
      case "detection" -> DETECTION_FINDING;
      case "incident" -> INCIDENT_FINDING;
      case "audit", "retention" -> ENTITY_MANAGEMENT;
      case "nightjar", "configuration", "policy", "killswitch", "playbook" -> APPLICATION_LIFECYCLE;
      default -> BASE_EVENT;
    };
  }
}
