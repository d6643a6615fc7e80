package io.nightjar.ingest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not reach a rule, a log or the store. */
class AuditRedactionTest {

  private static JsonNode redacted(String event) {
    JsonNode json = AuditSamples.json(event);
    AuditRedaction.apply(json);
    return json;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a Secret that is made, read, listed, and changed in each of the ways
        """
        {"objectRef":{"resource":"secrets"},
         "requestObject":{"kind":"Secret","stringData":{"p":"HIDE"},"data":{"q":"HIDE"}},
         "responseObject":{"kind":"Secret","data":{"p":"HIDE"}}}
        """,
        """
        {"objectRef":{"resource":"secrets"},
         "responseObject":{"kind":"SecretList","items":[{"data":{"p":"HIDE"}},{"data":{"p":"HIDE"}}]}}
        """,
        """
        {"objectRef":{"resource":"secrets"},"requestObject":{"data":{"p":"HIDE"}}}
        """,
        """
        {"objectRef":{"resource":"secrets"},
         "requestObject":[{"op":"add","path":"/data/p","value":"HIDE"},
                          {"op":"replace","path":"/data","value":{"p":"HIDE"}},
                          {"op":"add","path":"/stringData/p","value":"HIDE"}]}
        """,
        """
        {"objectRef":{"resource":"secrets"},"requestObject":{"metadata":{"annotations":
         {"kubectl.kubernetes.io/last-applied-configuration":"{\\"data\\":{\\"p\\":\\"HIDE\\"}}"}}}}
        """,
        // one inside of another kind of request
        """
        {"objectRef":{"resource":"lists"},
         "requestObject":{"kind":"List","items":[{"kind":"Secret","data":{"p":"HIDE"}}]}}
        """,
        // tokens
        """
        {"objectRef":{"resource":"serviceaccounts","subresource":"token"},
         "responseObject":{"kind":"TokenRequest","status":{"token":"HIDE"}}}
        """,
        """
        {"objectRef":{"resource":"tokenreviews"},"requestObject":{"spec":{"token":"HIDE"}}}
        """,
        // variables of containers, wherever they stand
        """
        {"objectRef":{"resource":"pods"},"requestObject":{"spec":{"containers":
         [{"env":[{"name":"A","value":"HIDE"}]}],"initContainers":[{"env":[{"value":"HIDE"}]}]}}}
        """,
        """
        {"objectRef":{"resource":"deployments"},"requestObject":{"spec":{"template":{"spec":
         {"containers":[{"env":[{"name":"A","value":"HIDE"}]}]}}}}}
        """,
        """
        {"objectRef":{"resource":"deployments"},"requestObject":[
         {"op":"replace","path":"/spec/template/spec/containers/0/env/1/value","value":"HIDE"},
         {"op":"add","path":"/spec/template/spec/containers/0/env/-","value":{"name":"A","value":"HIDE"}},
         {"op":"add","path":"/spec/template/spec/containers/0/env","value":[{"value":"HIDE"}]}]}
        """,
        // what names itself one
        """
        {"objectRef":{"resource":"things"},"requestObject":{"spec":{"dbPassword":"HIDE",
         "client_secret":"HIDE","apiKey":"HIDE","nested":[{"secretAccessKey":"HIDE"}]}}}
        """
      })
  void aSecretIsTakenOut(String event) {
    assertThat(event).contains("HIDE");
    assertThat(redacted(event).toString()).doesNotContain("HIDE").contains("(redacted)");
  }

  @Test
  void whatRulesJudgeStays() {
    String event =
        """
        {"objectRef":{"resource":"pods"},"requestURI":"/api/v1/namespaces/shop/pods",
         "requestObject":{"kind":"Pod","spec":{"automountServiceAccountToken":true,
         "volumes":[{"secret":{"secretName":"db"}}],
         "containers":[{"image":"alpine:3.20","args":["-c","id"],
         "env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"db","key":"p"}}}]}]}}}
        """;
    assertThat(redacted(event)).isEqualTo(AuditSamples.json(event));
    String configMap =
        """
        {"objectRef":{"resource":"configmaps"},"requestObject":{"kind":"ConfigMap","data":{"a":"b"}}}
        """;
    assertThat(redacted(configMap)).isEqualTo(AuditSamples.json(configMap));
  }
}
