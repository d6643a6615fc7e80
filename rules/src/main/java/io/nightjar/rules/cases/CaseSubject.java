package io.nightjar.rules.cases;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.ContainerMetadata;

/** What a case describes: something that a rule of one of the sources judges. */
public sealed interface CaseSubject {

  /**
   * A system call.
   *
   * @param process the process of the event, its ancestors behind it
   */
  record Call(ProcessInfo process, ContainerMetadata container, CaseEvent event)
      implements CaseSubject {}

  /** An event of the Kubernetes audit log. */
  record Audit(AuditEvent event) implements CaseSubject {}
}
