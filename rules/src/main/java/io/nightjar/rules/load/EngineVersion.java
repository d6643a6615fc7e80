package io.nightjar.rules.load;

import io.nightjar.rules.language.SourceText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the rule language that this program speaks, checked against a file's demand. */
final class EngineVersion {
  private static final int MINOR = 62;
  private static final Pattern SEMANTIC =
      Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(-[0-9A-Za-z.-]+)?");

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

  /** Plugins are built in, so only the form is checked. */
  static void checkPlugins(ItemReader reader, Problems problems) {
    YamlValue value = reader.item().get(ItemKeys.PLUGIN_VERSIONS.key());
    if (!(value instanceof YamlValue.Sequence sequence)) {
      problems.add(reader.item().at().error("'required_plugin_versions' has to be a list"));
      return;
    }
    for (YamlValue plugin : sequence.items()) {
      if (!(plugin instanceof YamlValue.Mapping m && m.has("name") && m.has("version"))) {
        problems.add(plugin.at().error("a required plugin has a name and a version"));
      }
    }
  }
}
