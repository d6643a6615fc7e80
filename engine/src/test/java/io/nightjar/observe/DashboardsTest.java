package io.nightjar.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What dashboards and alert rules name has to be there, or they stay empty without a word. */
class DashboardsTest {

  private static final Path FOLDER = Path.of("../docs/dashboards");
  private static final Path ECS = Path.of("src/test/resources/audit-export/night.ecs.json");
  private static final Pattern METRIC = Pattern.compile("\\b(?:nightjar|process|jvm)_[a-z_]+");
  private static final Pattern SELECTED =
      Pattern.compile("\\b((?:nightjar|process|jvm)_[a-z_]+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");
  private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on) \\(([a-z_, ]+)\\)");
  private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job", "le");

  private static final Map<String, Set<String>> SERIES = series();

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void everyMetricAndLabelOfTheDashboardIsThere() throws IOException {
    JsonNode dashboard = grafana("grafana-nightjar.json");
    Set<String> used = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        used.addAll(checked(target.path("expr").asText()));
        checkLegend(target.path("expr").asText(), target.path("legendFormat").asText());
      }
    }
    // and the other way round: what Nightjar itself tells is looked at somewhere
    Set<String> own = new TreeSet<>();
    SampleMetrics.own().forEach(metric -> own.add(metric.getMetadata().getPrometheusName()));
    own.removeAll(
        Set.of(
            "nightjar_build",
            "nightjar_rules",
            "nightjar_playbooks",
            "nightjar_broken",
            "nightjar_other",
            "nightjar_leader",
            "nightjar_leader_epoch",
            "nightjar_standbys",
            "nightjar_store_writable",
            "nightjar_audit_leaves",
            "nightjar_audit_checkpoint_timestamp_seconds"));
    assertThat(used).containsAll(own);
  }

  @Test
  void everyMetricAndLabelOfTheAlertRulesIsThere() throws IOException {
    JsonNode rules = new YAMLMapper().readTree(FOLDER.resolve("prometheus-rules.yaml").toFile());
    List<String> names = new ArrayList<>();
    for (JsonNode rule : rules.path("groups").path(0).path("rules")) {
      assertThat(checked(rule.path("expr").asText())).isNotEmpty();
      assertThat(rule.path("labels").path("severity").asText()).isIn("info", "warning", "critical");
      if (!rule.path("alert").asText().equals("NightjarNoLeader")) { // of all engines together
        assertThat(rule.path("annotations").path("summary").asText())
            .contains("{{ $labels.instance");
      }
      names.add(rule.path("alert").asText());
    }
    assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
  }

  @Test
  void prometheusTakesTheRulesAndTheirCasesHold() throws Exception {
    String rules = FOLDER.resolve("prometheus-rules.yaml").toString();
    assertThat(Promtool.run("", "check", "rules", rules)).contains("SUCCESS");
    String cases = FOLDER.resolve("prometheus-rules.test.yaml").toString();
    assertThat(Promtool.run("", "test", "rules", cases)).contains("SUCCESS");
  }

  @Test
  void everyFieldOfTheSiemViewsIsInWhatIsWritten() throws IOException {
    Set<String> fields = fields();
    JsonNode grafana = grafana("grafana-detections.json");
    int aggregations = 0;
    for (JsonNode field : grafana.findValues("field")) {
      assertThat(fields).contains(field.asText());
      aggregations++;
    }
    assertThat(aggregations).isGreaterThan(10);
    List<JsonNode> objects = new ArrayList<>();
    Map<String, String> types = new HashMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("kibana-nightjar.ndjson"))) {
      JsonNode object = json.readTree(line);
      objects.add(object);
      types.put(object.path("id").asText(), object.path("type").asText());
    }
    for (JsonNode object : objects) {
      checkKibana(object, types, fields);
    }
    assertThat(types.values()).contains("index-pattern", "visualization", "dashboard");
  }

  private void checkKibana(JsonNode object, Map<String, String> types, Set<String> fields)
      throws IOException {
    Set<String> named = new HashSet<>();
    for (JsonNode reference : object.path("references")) {
      assertThat(types)
          .containsEntry(reference.path("id").asText(), reference.path("type").asText());
      named.add(reference.path("name").asText());
    }
    JsonNode attributes = object.path("attributes");
    assertThat(attributes.path("title").asText()).isNotEmpty();
    if (attributes.has("visState")) {
      JsonNode search =
          json.readTree(attributes.path("kibanaSavedObjectMeta").path("searchSourceJSON").asText());
      assertThat(named).contains(search.path("indexRefName").asText());
      assertThat(fields).containsAll(kueryFields(search.path("query").path("query").asText()));
      for (JsonNode aggregation :
          json.readTree(attributes.path("visState").asText()).path("aggs")) {
        if (aggregation.path("params").has("field")) {
          assertThat(fields).contains(aggregation.path("params").path("field").asText());
        }
      }
    }
    if (attributes.has("panelsJSON")) {
      for (JsonNode panel : json.readTree(attributes.path("panelsJSON").asText())) {
        assertThat(named)
            .contains(
                panel.path("panelIndex").asText() + ":" + panel.path("panelRefName").asText());
      }
    }
  }

  private static List<String> kueryFields(String query) {
    return Pattern.compile("([a-z_.]+) : ").matcher(query).results().map(m -> m.group(1)).toList();
  }

  @Test
  void filebeatReadsTheFileAndKnowsALeafByItsHash() throws IOException {
    JsonNode beat = new YAMLMapper().readTree(FOLDER.resolve("filebeat.yml").toFile());
    assertThat(beat.path("filebeat.inputs").path(0).path("type").asText()).isEqualTo("filestream");
    JsonNode fingerprint = beat.path("processors").path(0).path("fingerprint");
    assertThat(fields()).contains(fingerprint.path("fields").path(0).asText());
    assertThat(fingerprint.path("target_field").asText()).isEqualTo("@metadata._id");
  }

  private JsonNode grafana(String name) throws IOException {
    JsonNode dashboard = json.readTree(FOLDER.resolve(name).toFile());
    assertThat(dashboard.path("uid").asText()).isNotEmpty();
    assertThat(dashboard.path("title").asText()).isNotEmpty();
    Set<Integer> ids = new HashSet<>();
    boolean[][] taken = new boolean[500][24];
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      JsonNode at = panel.path("gridPos");
      for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
        for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
          assertThat(taken[y][x]).as("panels overlap at %s,%s", x, y).isFalse();
          taken[y][x] = true;
        }
      }
    }
    return dashboard;
  }

  /** The metrics of an expression, without what Prometheus adds to their names. */
  private static Set<String> checked(String expression) {
    Map<String, Set<String>> known = SERIES;
    Set<String> used = new TreeSet<>();
    Set<String> labels = new TreeSet<>(OF_THE_SCRAPE);
    for (String name : METRIC.matcher(expression).results().map(MatchResult::group).toList()) {
      assertThat(known).as(expression).containsKey(name);
      labels.addAll(known.getOrDefault(name, Set.of()));
      used.add(name.replaceFirst("_(total|bucket)$", ""));
    }
    SELECTED
        .matcher(expression)
        .results()
        .forEach(
            selected ->
                LABEL
                    .matcher(selected.group(2))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !OF_THE_SCRAPE.contains(label))
                    .forEach(
                        label ->
                            assertThat(known.getOrDefault(selected.group(1), Set.of()))
                                .as(expression)
                                .contains(label)));
    GROUPED
        .matcher(expression)
        .results()
        .flatMap(grouped -> Arrays.stream(grouped.group(1).split(",", -1)))
        .forEach(label -> assertThat(labels).as(expression).contains(label.strip()));
    return used;
  }

  private static void checkLegend(String expression, String legend) {
    Pattern.compile("\\{\\{([a-z_]+)}}")
        .matcher(legend)
        .results()
        .forEach(label -> assertThat(expression).as(legend).contains(label.group(1)));
  }

  /** Names of series, each with its labels. */
  private static Map<String, Set<String>> series() {
    Map<String, Set<String>> all = new HashMap<>();
    try (Metrics metrics = SampleMetrics.night()) {
      for (String line : metrics.page(null).text().lines().toList()) {
        if (!line.startsWith("#")) {
          String name = line.replaceFirst("[{ ].*", "");
          Set<String> labels = all.computeIfAbsent(name, key -> new TreeSet<>());
          LABEL.matcher(line).results().forEach(label -> labels.add(label.group(1)));
        }
      }
    }
    return all;
  }

  /** Of the documents of a night. */
  private Set<String> fields() throws IOException {
    Set<String> fields = new TreeSet<>();
    try (MappingIterator<JsonNode> documents =
        json.readerFor(JsonNode.class).readValues(ECS.toFile())) {
      while (documents.hasNext()) {
        flatten("", documents.next(), fields);
      }
    }
    return fields;
  }

  private static void flatten(String path, JsonNode node, Set<String> fields) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              child ->
                  flatten(
                      path.isEmpty() ? child.getKey() : path + "." + child.getKey(),
                      child.getValue(),
                      fields));
    } else {
      fields.add(path);
    }
  }
}
