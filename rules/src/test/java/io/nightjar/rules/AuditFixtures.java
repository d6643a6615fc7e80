package io.nightjar.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;

/** Events of the Kubernetes audit log for tests. */
final class AuditFixtures {
  static final String POD =
      """
      {"auditID": "a-1", "stage": "ResponseComplete", "verb": "create",
       "stageTimestamp": "2026-11-20T03:00:00.123456Z",
       "requestURI": "/api/v1/namespaces/shop/pods?dryRun=All&note=a%20b",
       "user": {"username": "kim", "groups": ["ops", "system:authenticated"]},
       "sourceIPs": ["10.1.1.1", "192.0.2.7"],
       "annotations": {"authorization.k8s.io/decision": "allow"},
       "objectRef": {"resource": "pods", "namespace": "shop"},
       "responseStatus": {"code": 201},
       "responseObject": {"metadata": {"name": "web-x7"}},
       "requestObject": {"spec": {
         "hostNetwork": true, "securityContext": {"runAsUser": 7},
         "volumes": [{"name": "d", "hostPath": {"path": "/proc"}}, {"name": "e", "emptyDir": {}}],
         "containers": [
           {"name": "a", "image": "registry.example:5000/shop/web:1.2@sha256:0",
            "ports": [{"hostPort": 80}],
            "securityContext": {"privileged": true, "capabilities": {"add": ["SYS_ADMIN"]}}},
           {"name": "b", "image": "sidecar", "securityContext": {"runAsUser": 0}}]}}}
      """;

  private AuditFixtures() {}

  /** The creation of a pod of two containers, one of them privileged. */
  static AuditEvent pod() {
    try {
      return Objects.requireNonNull(AuditEvent.of(new ObjectMapper().readTree(POD)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
