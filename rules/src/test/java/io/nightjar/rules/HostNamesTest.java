package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.HostNames;
import io.nightjar.rules.match.IpAddress;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNamesTest {

  private static final IpAddress API = IpAddress.v4(0x0a60_0001);

  @TempDir Path folder;

  private record Names(Map<String, Set<IpAddress>> all) implements HostNames {
    @Override
    public Set<IpAddress> addresses(String name) {
      return all.getOrDefault(name, Set.of());
    }

    @Override
    public @Nullable String name(IpAddress address) {
      return all.entrySet().stream()
          .filter(entry -> entry.getValue().contains(address))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(null);
    }
  }

  private RuleSet rules(String condition) throws Exception {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(
        file,
        """
        - list: apis
          items: [api.example, other.example]
        - rule: named
          desc: d
          condition: evt.type = connect and %s
          output: to %%fd.sip.name port %%fd.sport
          priority: NOTICE
        """
            .formatted(condition));
    return RuleLoader.load(List.of(file));
  }

  private static EventView connect(String address) throws Exception {
    return new EventEncoder()
        .begin(EventType.CONNECT, 1)
        .process(ProcessInfo.builder(7, 7).name("curl").build())
        .result(0)
        .number(Arg.FD, 5)
        .number(Arg.FAMILY, 2)
        .address(Arg.REMOTE_ADDRESS, InetAddress.getByName(address))
        .number(Arg.REMOTE_PORT, 443)
        .address(Arg.LOCAL_ADDRESS, InetAddress.getByName("10.0.0.7"))
        .number(Arg.LOCAL_PORT, 40000)
        .number(Arg.PROTOCOL, 6)
        .number(Arg.SOCKET_TYPE, 1)
        .view();
  }

  private List<Match> judged(String condition, String address, HostNames names) throws Exception {
    return new RuleEvaluator(rules(condition), names)
        .evaluate(connect(address), null, ContainerMetadata.UNKNOWN);
  }

  @Test
  void anAddressFitsTheNamesThatStandForIt() throws Exception {
    HostNames names = new Names(Map.of("api.example", Set.of(API)));
    String condition = "fd.sip.name = \"api.example\"";
    assertThat(judged(condition, "10.96.0.1", names))
        .singleElement()
        .satisfies(match -> assertThat(match.output()).contains("to api.example port 443"));
    assertThat(judged(condition, "10.96.0.2", names)).isEmpty();
    assertThat(judged(condition, "10.96.0.1", HostNames.NONE)).isEmpty();
    assertThat(judged("fd.rip.name in (apis)", "10.96.0.1", names)).hasSize(1);
    assertThat(judged("fd.lip.name in (apis)", "10.96.0.1", names)).isEmpty();
    assertThat(judged("fd.sip.name != api.example", "10.96.0.1", names)).isEmpty();
    assertThat(judged("fd.sip.name != api.example", "10.96.0.2", names)).hasSize(1);
    assertThat(judged("fd.sip.name startswith api", "10.96.0.1", names)).hasSize(1);
    assertThat(judged("fd.sip.name exists", "10.96.0.2", names)).isEmpty();
  }

  @Test
  void theRulesSayWhichNamesAreToBeLookedUp() throws Exception {
    assertThat(rules("not (fd.sip.name in (apis) or fd.rip.name = third.example)").hostNames())
        .containsExactly("api.example", "other.example", "third.example");
    assertThat(rules("fd.sport = 443").hostNames()).isEmpty();
  }

  @Test
  void theKernelSendsWhatMightHaveTheName() throws Exception {
    RuleSet rules = rules("fd.sip.name = api.example");
    assertThat(rules.kernelFilter().sends(connect("10.96.0.1"), false)).isTrue();
    assertThat(rules.warnings()).isEmpty();
  }
}
