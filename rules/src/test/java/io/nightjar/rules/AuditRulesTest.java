package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the source {@code k8s_audit}. */
final class AuditRulesTest {
  private static final String POD = AuditFixtures.POD;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "yes ; ka.verb = create and ka.target.resource = pods",
        "yes ; jevt.value[/stage] in (ResponseComplete)",
        "no  ; jevt.value[/nothing] exists",
        "yes ; jevt.rawtime exists",
        "no  ; jevt.rawtime = 0",
        "yes ; jevt.obj contains web-x7",
        "yes ; ka.user.name = kim and not ka.user.name startswith system:",
        "yes ; ka.user.groups intersects (ops, dev)",
        "no  ; ka.user.groups in (ops, dev)",
        "yes ; ka.user.groups in (ops, dev, system:authenticated)",
        "yes ; ka.target.name = web-x7 and ka.target.pod.name = web-x7",
        "yes ; ka.resp.name = web-x7 and ka.response.code = 201",
        "yes ; ka.uri.param[dryRun] = All and ka.uri.param[note] = \"a b\"",
        "no  ; ka.uri.param[x] exists",
        "yes ; ka.auth.decision = allow and not ka.auth.reason exists",
        "yes ; ka.req.pod.containers.privileged intersects (true)",
        "no  ; ka.req.pod.containers.privileged in (true)",
        "yes ; ka.req.pod.containers.privileged[0] in (true)",
        "no  ; ka.req.pod.containers.privileged[2] exists",
        "yes ; ka.req.pod.containers.image.repository in (registry.example:5000/shop/web, sidecar)",
        "no  ; ka.req.pod.containers.image.repository in (sidecar)",
        "no  ; ka.req.pod.initContainers.privileged intersects (true, false)",
        "yes ; ka.req.pod.host_network intersects (true)",
        "yes ; ka.req.pod.host_pid intersects (false)",
        "yes ; ka.req.pod.volumes.hostpath intersects (/proc, /etc)",
        "yes ; ka.req.pod.volumes.volume_type intersects (hostPath)",
        "yes ; ka.req.pod.containers.host_port intersects (80)",
        "yes ; ka.req.pod.containers.add_capabilities intersects (SYS_ADMIN)",
        "yes ; ka.req.pod.containers.eff_run_as_user intersects (7)",
        "yes ; ka.req.pod.containers.eff_run_as_user intersects (0)",
        "yes ; ka.req.pod.containers.allow_privilege_escalation in (true)",
        "no  ; ka.req.binding.role = cluster-admin",
        "no  ; ka.req.binding.role != cluster-admin",
        "yes ; not ka.req.binding.role = cluster-admin",
        "yes ; evt.source = k8s_audit and evt.hostname exists",
      })
  void aConditionHoldsOrNotAsTheTableSays(String holds, String condition) throws Exception {
    assertThat(new RuleEvaluator(rule(condition)).evaluate(event(POD)))
        .hasSize(holds.strip().equals("yes") ? 1 : 0);
  }

  @Test
  void anAlertIsThatOfFalcoWithListsInIt() throws Exception {
    RuleSet rules =
        rule("ka.verb = create", "%ka.user.name made %ka.target.name as %ka.user.groups");

    Match match = new RuleEvaluator(rules).evaluate(event(POD)).getFirst();

    assertThat(FalcoJson.line(match))
        .isEqualTo("03:00:00.123456000: Notice kim made web-x7 as (ops,system:authenticated)");
    assertThat(FalcoJson.render(match, "node-1"))
        .contains("\"ka.user.groups\":[\"ops\",\"system:authenticated\"]")
        .contains("\"source\":\"k8s_audit\"")
        .doesNotContain("container.id");
  }

  @Test
  void aRuleOfTheAuditLogNeedsNoSystemCallAndSeesNone() throws Exception {
    RuleSet rules = rule("ka.verb exists or jevt.rawtime exists");
    EventFixtures.Fixture read = EventFixtures.of("read");

    assertThat(rules.eventTypes()).isEmpty();
    assertThat(new RuleEvaluator(rules).evaluate(read.event(), read.process(), read.container()))
        .isEmpty();
  }

  @Test
  void fieldsOfTheOtherSourceAreUnknown() {
    assertThatThrownBy(() -> rule("proc.name = x"))
        .isInstanceOf(RuleErrors.class)
        .hasMessageContaining("there is no field proc.name");
  }

  @Test
  void aListTakesOnlyTheOperatorsOfLists() {
    assertThatThrownBy(() -> rule("ka.user.groups contains ops"))
        .isInstanceOf(RuleErrors.class)
        .hasMessageContaining("ka.user.groups is a list");
  }

  @Test
  void whatIsNoAuditEventIsRefused() throws Exception {
    ObjectMapper json = new ObjectMapper();

    assertThat(AuditEvent.of(json.readTree("[]"))).isNull();
    assertThat(AuditEvent.of(json.readTree("{\"auditID\": \"1\", \"stage\": \"Panic\"}"))).isNull();
    assertThat(event(POD).identity()).isEqualTo("a-1/ResponseComplete");
  }

  private static AuditEvent event(String json) throws JsonProcessingException {
    AuditEvent event = AuditEvent.of(new ObjectMapper().readTree(json));
    if (event == null) {
      throw new IllegalArgumentException("no audit event");
    }
    return event;
  }

  private static RuleSet rule(String condition) throws RuleErrors {
    return rule(condition, "x");
  }

  private static RuleSet rule(String condition, String output) throws RuleErrors {
    String text =
        """
        - rule: r
          desc: d
          source: k8s_audit
          priority: NOTICE
          output: "%s"
          condition: >
            %s
        """
            .formatted(output, condition);
    return RuleLoader.loadSources(
        List.of(new SourceFile("audit.yaml", text)), RuleSettings.DEFAULT);
  }
}
