package io.nightjar.ingest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseSubject;
import io.nightjar.rules.cases.RuleCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The audit policy that the documentation recommends gives every rule what it needs: each positive
 * case of the rules, cut down to what an API server with that policy would send, still matches.
 */
class AuditPolicyTest {
  private static final Path REPOSITORY =
      Path.of("").toAbsolutePath().resolveSibling(".").normalize();

  /** They would need bodies of Secrets and ConfigMaps. */
  private static final Set<String> WITHOUT =
      Set.of("Credentials in a ConfigMap", "Secret for a token of a service account made");

  private final JsonNode policy = policy();

  private static JsonNode policy() {
    try {
      return new YAMLMapper().readTree(REPOSITORY.resolve("docs/audit-policy.yaml").toFile());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyRuleStillMatchesWhatThePolicyGives() throws Exception {
    RuleSet rules = AuditSamples.shippedRules().withMatching(RuleMatching.ALL);
    RuleEvaluator evaluator = new RuleEvaluator(rules);
    List<String> lost = new ArrayList<>();
    Set<String> tried = new TreeSet<>();
    for (RuleCase each : CaseLoader.load(REPOSITORY.resolve("rules/cases"))) {
      if (each.matches() && each.subject() instanceof CaseSubject.Audit subject) {
        AuditEvent sent = sent(subject.event());
        boolean matches =
            sent != null
                && evaluator.evaluate(sent).stream()
                    .map(Match::rule)
                    .anyMatch(rule -> rule.name().equals(each.rule()));
        tried.add(each.rule());
        if (matches == WITHOUT.contains(each.rule())) {
          lost.add(each.rule() + ": " + each.name());
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(tried).hasSizeGreaterThanOrEqualTo(46);
  }

  @Test
  void noBodyOfASecretOrATokenIsEverSent() {
    for (String resource :
        List.of("secrets", "configmaps", "tokenreviews", "serviceaccounts/token")) {
      for (String verb : List.of("get", "list", "create", "update", "patch", "delete")) {
        String group = resource.equals("tokenreviews") ? "authentication.k8s.io" : "";
        assertThat(level("kim", List.of("developers"), verb, group, resource, "/api"))
            .as(verb + " " + resource)
            .isNotEqualTo("RequestResponse");
        if (!resource.endsWith("token")) {
          assertThat(level("kim", List.of("developers"), verb, group, resource, "/api"))
              .isEqualTo("Metadata");
        }
      }
    }
  }

  @Test
  void whatTheClusterItselfReadsIsLeftOut() {
    List<String> nodes = List.of("system:nodes");
    assertThat(level("system:node:a", nodes, "get", "", "secrets", "/api")).isEqualTo("None");
    assertThat(level("system:node:a", nodes, "patch", "", "nodes/status", "/api"))
        .isEqualTo("None");
    assertThat(level("kim", List.of(), "get", "", "", "/healthz")).isEqualTo("None");
    assertThat(level("kim", List.of(), "create", "", "events", "/api")).isEqualTo("None");
    assertThat(level("kim", List.of(), "deletecollection", "", "events", "/api"))
        .isEqualTo("Metadata");
  }

  /** As the API server would send it; null where it would not. */
  private @Nullable AuditEvent sent(AuditEvent whole) {
    ObjectNode event = whole.json().deepCopy();
    JsonNode ref = event.path("objectRef");
    String sub = ref.path("subresource").asText("");
    String resource = ref.path("resource").asText("") + (sub.isEmpty() ? "" : "/" + sub);
    List<String> groups = texts(event.path("user").path("groups"));
    String level =
        level(
            event.path("user").path("username").asText(""),
            groups,
            event.path("verb").asText(""),
            ref.path("apiGroup").asText(GROUPS.getOrDefault(ref.path("resource").asText(""), "")),
            resource,
            event.path("requestURI").asText("/api"));
    if (level.equals("None")
        || texts(policy.path("omitStages")).contains(event.path("stage").asText())) {
      return null;
    }
    if (!level.equals("RequestResponse")) {
      event.remove("responseObject");
    }
    if (level.equals("Metadata")) {
      event.remove("requestObject");
    }
    return AuditEvent.of(event);
  }

  /** Of the resources that the cases name without one. */
  private static final java.util.Map<String, String> GROUPS =
      java.util.Map.ofEntries(
          java.util.Map.entry("roles", "rbac.authorization.k8s.io"),
          java.util.Map.entry("clusterroles", "rbac.authorization.k8s.io"),
          java.util.Map.entry("rolebindings", "rbac.authorization.k8s.io"),
          java.util.Map.entry("clusterrolebindings", "rbac.authorization.k8s.io"),
          java.util.Map.entry("daemonsets", "apps"),
          java.util.Map.entry("jobs", "batch"),
          java.util.Map.entry("cronjobs", "batch"),
          java.util.Map.entry("certificatesigningrequests", "certificates.k8s.io"),
          java.util.Map.entry("selfsubjectaccessreviews", "authorization.k8s.io"),
          java.util.Map.entry("selfsubjectrulesreviews", "authorization.k8s.io"),
          java.util.Map.entry("mutatingwebhookconfigurations", "admissionregistration.k8s.io"),
          java.util.Map.entry("validatingwebhookconfigurations", "admissionregistration.k8s.io"));

  /** The level of the first rule that fits, as the API server's policy checker finds it. */
  private String level(
      String user, List<String> groups, String verb, String group, String resource, String uri) {
    for (JsonNode rule : policy.path("rules")) {
      boolean fits =
          has(rule.path("users"), List.of(user))
              && has(rule.path("userGroups"), groups)
              && has(rule.path("verbs"), List.of(verb))
              && (resource.isEmpty() ? fitsPath(rule, uri) : fitsResource(rule, group, resource));
      if (fits) {
        return rule.path("level").asText();
      }
    }
    return "None";
  }

  private static boolean has(JsonNode wanted, List<String> there) {
    return wanted.isMissingNode() || texts(wanted).stream().anyMatch(there::contains);
  }

  private static boolean fitsPath(JsonNode rule, String uri) {
    String path = uri.replaceFirst("\\?.*", "");
    return rule.path("resources").isMissingNode()
        && (rule.path("nonResourceURLs").isMissingNode()
            || texts(rule.path("nonResourceURLs")).stream()
                .anyMatch(
                    each ->
                        each.endsWith("*")
                            ? path.startsWith(each.substring(0, each.length() - 1))
                            : path.equals(each)));
  }

  private static boolean fitsResource(JsonNode rule, String group, String resource) {
    if (rule.path("resources").isMissingNode()) {
      return rule.path("nonResourceURLs").isMissingNode();
    }
    return StreamSupport.stream(rule.path("resources").spliterator(), false)
        .filter(each -> each.path("group").asText("").equals(group))
        .map(each -> texts(each.path("resources")))
        .anyMatch(names -> names.contains(resource) || names.contains("*"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
