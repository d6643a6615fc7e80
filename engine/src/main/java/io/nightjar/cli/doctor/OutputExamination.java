package io.nightjar.cli.doctor;

import io.nightjar.alert.AlertOutputs;
import io.nightjar.config.OutputConfig;
import io.nightjar.notify.Reach;
import io.nightjar.tls.OutwardTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the places that {@code outputs} names can be had; nothing is sent to them. */
record OutputExamination(Map<String, OutputConfig> outputs, Map<String, String> environment)
    implements Examination {

  @Override
  public List<Line> look() {
    if (outputs.isEmpty()) {
      return List.of(Line.ok("outputs", "none but those of falco; see outputs"));
    }
    List<Line> lines = new ArrayList<>();
    new TreeMap<>(outputs)
        .forEach(
            (name, config) -> {
              String problem = problem(config);
              lines.add(
                  problem.isEmpty()
                      ? Line.ok("output " + name, found(config))
                      : Line.warn(
                          "output " + name,
                          problem,
                          "nothing comes there; mend it and type: ./nightjar outputs test"));
            });
    return lines;
  }

  private static String found(OutputConfig config) {
    if (config.http() != null || config.falcosidekick() != null) {
      return "can be reached";
    }
    return config.file() != null ? "its folder can be written" : "is set up";
  }

  private String problem(OutputConfig config) {
    OutputConfig.Http http = config.http() == null ? config.falcosidekick() : config.http();
    OutputConfig.File file = config.file();
    try {
      if (http != null) {
        return Reach.problem(
            AlertOutputs.address(http.url().reveal(environment)),
            config.timeout(),
            OutwardTls.of(http.tls(), "tls"));
      }
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage()).replaceFirst("^http_output\\.", "");
    }
    if (file != null) {
      Path folder = file.path().toAbsolutePath().getParent();
      return folder != null && Files.isWritable(folder)
          ? ""
          : "the folder " + folder + " is not there or cannot be written";
    }
    return "";
  }
}
