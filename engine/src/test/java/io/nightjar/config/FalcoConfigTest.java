package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nightjar.rules.OutputAddition;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RulePriority;
import io.nightjar.rules.RuleSelection;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FalcoConfigTest {

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private ConfigLoader loader;

  @BeforeEach
  void surround() {
    Surroundings fixed = TestSurroundings.FIXED;
    loader =
        new ConfigLoader(
            new Surroundings(
                Map.of("NIGHTJAR_TEST", folder.toString(), "SIDEKICK", "sidekick"),
                fixed.userHome(),
                fixed.home(),
                fixed.systemConfig(),
                fixed.root(),
                fixed.hostName(),
                fixed.zone()));
  }

  @Test
  void aFalcoYamlIsTakenAsItIs() throws Exception {
    Path rules = Files.writeString(folder.resolve("falco_rules.yaml"), "");
    Path more = Files.createDirectory(folder.resolve("rules.d"));
    ConfigLoader.Reading reading = whole();
    Configuration configuration = reading.configuration();
    assertThat(configuration.rules()).containsExactly(rules, more);
    assertThat(configuration.ruleSettings())
        .isEqualTo(
            new RuleSettings(
                RulePriority.INFORMATIONAL,
                RuleMatching.ALL,
                false,
                "node-1",
                List.of(
                    new OutputAddition(
                        "syscall",
                        Set.of("container"),
                        null,
                        "on %evt.hostname",
                        List.of("proc.cwd"),
                        Map.of("team", "shop of %k8s.ns.name"),
                        false),
                    new OutputAddition(null, Set.of(), null, "", List.of(), Map.of(), true)),
                List.of(
                    new RuleSelection(false, "*", null),
                    new RuleSelection(true, null, "container"))));
    FalcoConfig falco = configuration.falco();
    assertThat(falco.jsonOutput()).isTrue();
    assertThat(falco.timeFormatIso8601()).isTrue();
    assertThat(falco.bufferedOutputs()).isFalse();
    assertThat(falco.stdoutOutput().enabled()).isTrue();
    assertThat(falco.outputsQueue().bound()).isEqualTo(8_192);
    assertThat(falco.outputTimeoutMillis()).isEqualTo(2_500);
    assertThat(falco.logLevel()).isEqualTo(RulePriority.NOTICE);
    FalcoConfig.Http http = falco.httpOutput();
    assertThat(http.url()).isEqualTo(Secret.parse("http://sidekick:2801/${x}"));
    assertThat(http.caCert()).isNull();
    assertThat(http.caPath()).isEqualTo(Path.of("/etc/ssl/certs"));
  }

  @Test
  void whatMeansNothingHereIsSaidInOneListWithTheReason() throws Exception {
    Files.writeString(folder.resolve("falco_rules.yaml"), "");
    List<String> notes = whole().notes();
    assertThat(notes)
        .extracting(note -> note.substring(0, note.indexOf(':')))
        .containsExactly(
            "engine",
            "plugins",
            "buffer_format_base64",
            "http_output.echo",
            "http_output.keep_alive",
            "webserver",
            "log_stderr",
            "log_syslog",
            "libs_logger",
            "syscall_event_timeouts",
            "syscall_event_drops",
            "base_syscalls",
            "falco_libs",
            "json_outptu",
            "rules_files",
            "rules_files");
    assertThat(notes)
        .contains("json_outptu: not known; did you mean \"json_output\"?")
        .contains(
            "rules_files: "
                + folder.resolve("falco_rules.local.yaml")
                + " is not there; it is loaded once it is")
        .allSatisfy(note -> assertThat(note.length()).isBetween(20, 250));
  }

  @Test
  void ruleFilesThatAreNotThereYetAreWatched() throws Exception {
    Files.writeString(folder.resolve("falco_rules.yaml"), "");
    assertThat(whole().files())
        .contains(folder.resolve("falco.yaml"), folder.resolve("falco_rules.local.yaml"));
  }

  @Test
  void filesOfConfigFilesGrowListsAndReplaceTheRest() throws Exception {
    Path rules = Files.writeString(folder.resolve("falco_rules.yaml"), "");
    Path extra = Files.writeString(folder.resolve("extra.yaml"), "");
    Path more = Files.createDirectory(folder.resolve("config.d"));
    Files.writeString(more.resolve("b.yaml"), "priority: error\nrules_files: [" + extra + "]\n");
    Files.writeString(more.resolve("a.yml"), "priority: debug\noutput_timeout: 7\n");
    Files.writeString(more.resolve("notes.txt"), "priority: nonsense");
    ConfigLoader.Reading reading = whole();
    assertThat(reading.configuration().rules()).containsExactly(rules, extra);
    assertThat(reading.configuration().falco().priority()).isEqualTo(RulePriority.ERROR);
    assertThat(reading.configuration().falco().outputTimeoutMillis()).isEqualTo(7);
    assertThat(reading.files()).contains(more.resolve("a.yml"), more.resolve("b.yaml"));
  }

  @Test
  void aStrategySaysWhatBecomesOfAKeyThatIsThere() throws Exception {
    Path file = folder.resolve("falco.yaml");
    Path one =
        Files.writeString(folder.resolve("one.yaml"), "priority: error\noutput_timeout: 9\n");
    Path two = Files.writeString(folder.resolve("two.yaml"), "rules_files: [" + one + "]\n");
    Files.writeString(
        file,
        """
        config_files:
          - {path: %s, strategy: add-only}
          - {path: %s, strategy: override}
        priority: alert
        rules_files: [%s]
        """
            .formatted(one, two, two));
    Configuration configuration = read(file).configuration();
    assertThat(configuration.falco().priority()).isEqualTo(RulePriority.ALERT);
    assertThat(configuration.falco().outputTimeoutMillis()).isEqualTo(9);
    assertThat(configuration.rules()).containsExactly(one);
  }

  @Test
  void everyWrongValueIsToldAtItsPlaceInItsFile() throws Exception {
    Path more = Files.writeString(folder.resolve("more.yaml"), "outputs: {rate: -1}\n");
    Path file =
        Files.writeString(
            folder.resolve("falco.yaml"),
            """
            config_files: [%s]
            priority: hgih
            json_output: maybe
            rules_files: /etc/rules
            rules:
              - disable: {}
            http_output: {enabled: true, mtls: true, client_cert: /c}
            file_output: {enabled: true}
            outputs_queue: {capacity: many}
            """
                .formatted(more));
    ConfigErrors errors = errors(() -> read(file));
    String all = errors.render().replace(folder + "/", "");
    assertThat(all)
        .contains("falco.yaml:2:11: priority: must be one of emergency, alert,")
        .contains("  2 | priority: hgih\n    |           ^")
        .contains("falco.yaml:3:14: json_output: must be true or false")
        .contains("falco.yaml:4:14: rules_files: must be a list")
        .contains("falco.yaml:6:14: rules[0].disable: must have a rule or a tag")
        .contains("falco.yaml:7:24: http_output.enabled: needs a url to post to")
        .contains("falco.yaml:7:36: http_output.mtls: needs client_key")
        .contains("falco.yaml:8:24: file_output.enabled: needs a filename to write to")
        .contains("falco.yaml:9:27: outputs_queue.capacity: must be a whole number")
        .contains("more.yaml:1:17: outputs.rate: must not be negative");
  }

  @Test
  void theAddressOfHttpOutputIsNeverShownInAnError() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("falco.yaml"),
            "http_output: {enabled: true, url: [https://h/secret-path], mtls: 7}\n");
    assertThat(errors(() -> read(file)).render()).doesNotContain("secret-path");
  }

  @Test
  void singleKeysOfTheCommandLineWinOverTheFile() throws Exception {
    Path rules = Files.writeString(folder.resolve("falco_rules.yaml"), "");
    Path mine = Files.writeString(folder.resolve("mine.yaml"), "");
    Files.writeString(folder.resolve("falco.yaml"), "");
    Configuration configuration =
        readWith(
                copied(),
                "json_output=false",
                "file_output.enabled=true",
                "outputs={rate: 5, max_burst: 6}",
                "rules_files[]=" + mine)
            .configuration();
    FalcoConfig falco = configuration.falco();
    assertThat(falco.jsonOutput()).isFalse();
    assertThat(falco.fileOutput().enabled()).isTrue();
    assertThat(falco.fileOutput().filename()).hasFileName("events.txt");
    assertThat(falco.outputs()).isEqualTo(new FalcoConfig.Outputs(5, 6));
    assertThat(configuration.rules()).containsExactly(rules, mine);
  }

  @Test
  void aWrongKeyOfTheCommandLineIsToldAsSuch() throws Exception {
    Path file = Files.writeString(folder.resolve("falco.yaml"), "");
    assertThat(errors(() -> readWith(file, "priority=hgih", "json_output")).render())
        .contains("-o priority:1:1: priority: must be one of")
        .contains("-o json_output: must be written as key=value");
  }

  @Test
  void ourOwnFileNamesAFalcoYamlOrHasTheKeysItself() throws Exception {
    Path rules = Files.writeString(folder.resolve("falco_rules.yaml"), "");
    copied();
    Path own =
        Files.writeString(folder.resolve("nightjar.yaml"), "mode: dry-run\nfalco: falco.yaml\n");
    Configuration byPath = loader.load(Optional.of(own));
    assertThat(byPath.rules()).containsExactly(rules);
    assertThat(byPath.falco().jsonOutput()).isTrue();

    Files.writeString(
        own,
        """
        mode: dry-run
        rules: [other]
        falco:
          json_output: true
          rules_files: [falco_rules.yaml]
          grpc_output: {enabled: true}
        """);
    ConfigLoader.Reading bySection = loader.read(Optional.of(own), Overrides.NONE);
    assertThat(bySection.configuration().rules()).containsExactly(rules);
    assertThat(bySection.notes()).singleElement().asString().startsWith("grpc_output: ");
  }

  @Test
  void anUnknownKeyInOurOwnFileIsAnError() throws Exception {
    Path own =
        Files.writeString(folder.resolve("nightjar.yaml"), "falco:\n  json_outptu: true\nmod: x\n");
    assertThat(errors(() -> loader.read(Optional.of(own), Overrides.NONE)).render())
        .contains("nightjar.yaml:2:3: falco.json_outptu: unknown key")
        .contains("did you mean \"json_output\"?")
        .contains("nightjar.yaml:3:1: mod: unknown key")
        .endsWith("2 errors");
  }

  @Test
  void rulesThatAreNowhereAreAnError() throws Exception {
    Path file = Files.writeString(folder.resolve("falco.yaml"), "rules_files: [/no/rules.yaml]\n");
    assertThat(errors(() -> read(file)).render())
        .contains("none of the named files is there: [/no/rules.yaml]");
  }

  @Test
  void withoutAnythingOfFalcosNothingIsDifferent() throws Exception {
    ConfigLoader.Reading reading = loader.read(Optional.empty(), Overrides.NONE);
    assertThat(reading.configuration().falco()).isEqualTo(FalcoConfig.defaults());
    assertThat(reading.configuration().ruleSettings())
        .isEqualTo(RuleSettings.DEFAULT.withHostname("node-1"));
    assertThat(reading.notes()).isEmpty();
    assertThat(reading.files()).isEmpty();
  }

  @Test
  void everyKeyOfAFalcoYamlIsInTheGuide() throws Exception {
    String guide = Files.readString(Path.of("../docs/from-falco.md"));
    FalcoKeys.all().keySet().forEach(key -> assertThat(guide).as(key).contains("`" + key + "`"));
    for (var component : FalcoConfig.class.getRecordComponents()) {
      assertThat(guide).contains("`" + RecordBinder.key(component));
    }
  }

  private Path copied() throws IOException {
    return Files.copy(
        Path.of("src/test/resources/falco/falco.yaml"),
        folder.resolve("falco.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private ConfigLoader.Reading whole() throws IOException, ConfigErrors {
    return read(copied());
  }

  private ConfigLoader.Reading read(Path file) throws ConfigErrors {
    return readWith(file);
  }

  private ConfigLoader.Reading readWith(Path file, String... keys) throws ConfigErrors {
    return loader.read(Optional.empty(), Overrides.NONE.withFalco(file, List.of(keys)));
  }

  private static ConfigErrors errors(ThrowingCallable reading) {
    return catchThrowableOfType(ConfigErrors.class, reading);
  }
}
