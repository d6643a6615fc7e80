package io.nightjar.cli.doctor;

import io.nightjar.cli.Hints;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Whether people can be told.
 *
 * @param channels what is wrong with each channel, or empty; fails where a secret cannot be read
 * @param hints of what to type
 */
record ChannelExamination(Look channels, Hints hints) implements Examination {

  /** Asks every channel. */
  @FunctionalInterface
  interface Look {
    SortedMap<String, String> at() throws InterruptedException;
  }

  @Override
  public List<Line> look() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    try {
      channels
          .at()
          .forEach(
              (name, problem) ->
                  lines.add(
                      problem.isEmpty()
                          ? Line.ok("channel " + name, "can be reached")
                          : Line.warn(
                              "channel " + name,
                              problem,
                              "nobody is told there; mend it and type: "
                                  + hints.type("notify test " + Hints.quoted(name)))));
    } catch (IllegalStateException e) {
      return List.of(Line.missing("channels", String.valueOf(e.getMessage()), "run cannot start"));
    }
    return lines.isEmpty()
        ? List.of(
            Line.warn(
                "channels",
                "none is set up",
                "only the terminal tells of what happens; see notify.channels"))
        : lines;
  }
}
