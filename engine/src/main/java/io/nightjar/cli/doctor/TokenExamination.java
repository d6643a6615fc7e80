package io.nightjar.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.cluster.AccessQuestions;
import io.nightjar.cluster.IdentityReviews;
import java.util.List;

/** Whether the cluster tells Nightjar who its tokens are and what their users may. */
record TokenExamination(KubernetesClient client) implements Examination {

  private static final String SUBJECT = "tokens of the cluster";

  @Override
  public List<Line> look() {
    try {
      List<String> forbidden = new AccessQuestions(client).forbidden(IdentityReviews.NEEDED);
      return List.of(
          forbidden.isEmpty()
              ? Line.ok(SUBJECT, "the cluster reviews them, and what their users may do")
              : Line.warn(
                  SUBJECT,
                  "not allowed: " + String.join(", ", forbidden),
                  "nobody can come in with a token of the cluster; bind Nightjar's account to the"
                      + " ClusterRole system:auth-delegator, or set http.signIn.kubernetes.enabled:"
                      + " false"));
    } catch (KubernetesClientException e) {
      return List.of(
          Line.warn(
              SUBJECT,
              "the API server does not answer what it allows: " + e.getMessage(),
              "nobody can come in with a token of the cluster"));
    }
  }
}
