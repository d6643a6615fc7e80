package io.nightjar.rules.load;

import io.nightjar.rules.language.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The version of the rule language that this program speaks, checked against a file's demand. */
final class EngineVersion {
  private static final int MINOR = 62;
  private static final Pattern SEMANTIC =
      Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(-[0-9A-Za-z.-]+)?");

  private static final String NEEDED = "a required plugin has a name and a version";

  /** What stands behind the fields of the sources that are there. */
  private static final List<String> BUILT_IN =
      List.of(
          "container",
          "json",
          "k8saudit",
          "k8saudit-aks",
          "k8saudit-eks",
          "k8saudit-gke",
          "k8saudit-ovh");

  private EngineVersion() {}

  /** A plain number stands for the middle part of the version. */
  static void check(ItemReader reader, Problems problems) {
    SourceText version = reader.text(ItemKeys.ENGINE_VERSION.key());
    if (version == null) {
      return;
    }
    String text = version.text();
    Matcher semantic = SEMANTIC.matcher(text);
    int major = 0;
    int minor;
    if (text.matches("\\d{1,6}")) {
      minor = Integer.parseInt(text);
    } else if (semantic.matches()) {
      major = Integer.parseInt(semantic.group(1));
      minor = Integer.parseInt(semantic.group(2));
      boolean patched = Integer.parseInt(semantic.group(3)) > 0;
      minor += patched && minor == MINOR ? 1 : 0;
    } else {
      problems.add(version.at(0).error("'" + text + "' is not a version like 0.50.0"));
      return;
    }
    if (major != 0 || minor > MINOR) {
      problems.add(
          version
              .at(0)
              .error(
                  "the file needs version "
                      + text
                      + " of the rule language, this program speaks 0."
                      + MINOR
                      + ".0"));
    }
  }

  /**
   * What plugins give in Falco is built in here. Its fields are checked one by one, so a version is
   * only looked at for its form.
   */
  static void checkPlugins(ItemReader reader, Problems problems) {
    YamlValue value = reader.item().get(ItemKeys.PLUGIN_VERSIONS.key());
    if (!(value instanceof YamlValue.Sequence sequence)) {
      problems.add(reader.item().at().error("'required_plugin_versions' has to be a list"));
      return;
    }
    for (YamlValue plugin : sequence.items()) {
      if (plugin instanceof YamlValue.Mapping mapping) {
        checkPlugin(mapping, problems);
      } else {
        problems.add(plugin.at().error(NEEDED));
      }
    }
  }

  private static void checkPlugin(YamlValue.Mapping plugin, Problems problems) {
    List<@Nullable SourceText> names = new ArrayList<>();
    names.add(name(plugin, problems));
    if (plugin.get("alternatives") instanceof YamlValue.Sequence alternatives) {
      for (YamlValue alternative : alternatives.items()) {
        names.add(alternative instanceof YamlValue.Mapping m ? name(m, problems) : null);
      }
    }
    SourceText first = names.getFirst();
    if (first != null && names.stream().noneMatch(n -> n != null && BUILT_IN.contains(n.text()))) {
      problems.add(
          first
              .at(0)
              .error(
                  "the file needs the plugin " + first.text() + ", which is not there",
                  "what is built in: " + String.join(", ", BUILT_IN)));
    }
  }

  private static @Nullable SourceText name(YamlValue.Mapping plugin, Problems problems) {
    ItemReader reader = new ItemReader(plugin, problems);
    SourceText name = reader.text("name");
    SourceText version = reader.text("version");
    if (!plugin.has("name") || !plugin.has("version")) {
      problems.add(plugin.at().error(NEEDED));
      return null;
    }
    if (version != null && !SEMANTIC.matcher(version.text()).matches()) {
      problems.add(version.at(0).error("'" + version.text() + "' is not a version like 0.7.0"));
    }
    return name;
  }
}
